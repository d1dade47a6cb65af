// Another SSH daemon, or one with a configuration of its own: what this audit says of sshd_config does not hold for it.
import { sshDaemons } from '../../facts/ssh-daemons.ts';
import { judged, unknown, type Finding } from '../judgement.ts';
import type { Rule } from '../rule.ts';

export const secondDaemon: Rule = {
  id: 'TFA-029',
  title: 'a second SSH daemon',
  severity: 'high',
  rationale:
    'A daemon with another configuration file, or another program altogether, lets in by its own rules, with a key alone or a password. ' +
    'It is often left over from an emergency or comes with another product.',
  references: [],
  remediation: { lines: '$ ss -ltnp\n$ systemctl disable --now UNIT' },
  facts: [sshDaemons],
  judge: ({ facts }) => {
    const daemons = facts.get(sshDaemons);
    if (daemons.length === 0) return unknown('no SSH daemon was seen running');
    const [, ...others] = daemons.filter(({ program, commandLine }) => program === 'sshd' && !hasOptions(commandLine));
    const own = daemons.filter(({ program, commandLine }) => program !== 'sshd' || hasOptions(commandLine));
    const evidence = [...own, ...others].map(({ pid, program, commandLine }) => ({
      saw: `${program}, process ${pid}: ${commandLine}`,
    }));
    const findings: readonly Finding[] =
      evidence.length === 0 ? [] : [{ message: 'a daemon that does not go by /etc/ssh/sshd_config alone', evidence }];
    return judged(findings, [], 'one sshd runs, with the usual configuration');
  },
};

// Distributions hand the system's cryptography to sshd this way.
const harmless = /^(?:Ciphers|MACs|\w*Algorithms)$/i;

// Options of sshd that take a value, attached or as the next word (getopt in sshd.c).
const valued = /^-[^-CEbcfghkopu]*([CEbcfghkopu])(.*)$/s;

/** Whether a command line names another configuration or port, or settings that win over the configuration. */
function hasOptions(commandLine: string): boolean {
  const words = commandLine
    .replace(/^sshd: /, '')
    .replace(/ \[listener\].*$/s, '')
    .split(/\s+/);
  let isValue = false;
  return words.some((word, index) => {
    const [, option, attached = ''] = isValue ? [] : (valued.exec(word) ?? []);
    isValue = option !== undefined && attached === '';
    return option !== undefined && deviates(option, attached === '' ? (words[index + 1] ?? '') : attached);
  });
}

function deviates(option: string, value: string): boolean {
  if (option === 'o') return !harmless.test(/^\w*/.exec(value)?.[0] ?? '');
  return option === 'f' || option === 'p';
}
