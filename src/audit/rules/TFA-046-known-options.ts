// Options that the installed module does not know: it refuses every code then.
import { unknownOption } from '../../access/pam/google-authenticator.ts';
import { codeModuleFile, moduleOptions } from '../../facts/code-module.ts';
import { pamService } from '../../facts/pam-service.ts';
import { judgeCodeLines } from '../code-lines.ts';
import { unknown } from '../judgement.ts';
import { codeLine, wantCode } from '../remedies.ts';
import type { Rule } from '../rule.ts';

export const knownOptions: Rule = {
  id: 'TFA-046',
  title: 'an option that the module does not know',
  severity: 'medium',
  rationale:
    'The module gives up at the first option that it does not know, and refuses everybody. ' +
    'Options came with releases: grace_period with 1.06, allow_readonly with 1.07.',
  references: [],
  remediation: { ...codeLine, task: wantCode },
  facts: [codeModuleFile, pamService],
  judge: (context) => {
    const { files, options } = context.facts.get(codeModuleFile);
    const isReadable = options.length > 0;
    const judgement = judgeCodeLines(
      context,
      ({ args }) => {
        const word = unknownOption(args) ?? (isReadable ? args.find((arg) => isLacking(arg, options)) : undefined);
        return word === undefined ? undefined : { message: `the module does not know the option "${word}"` };
      },
      'the module knows every option',
    );
    if (judgement.outcome !== 'pass' || isReadable) return judgement;
    return unknown(files.length === 0 ? 'the module is not installed' : 'which options the module knows is not known');
  },
};

/** Whether an option is one of some release, and the installed file does not have it. */
function isLacking(arg: string, options: readonly string[]): boolean {
  const word = moduleOptions.find((option) => (option.endsWith('=') ? arg.startsWith(option) : arg === option));
  return word !== undefined && !options.includes(word);
}
