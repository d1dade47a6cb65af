// keyturn handout: the one command that shows secrets.
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { Enrolment } from '../enrolment/enrolment.ts';
import { handoutText, type QrStyle } from '../enrolment/handout.ts';
import { defaultIdentityFile } from '../enrolment/places.ts';
import { keyUri } from '../enrolment/totp.ts';
import { openVault } from '../enrolment/vault.ts';
import type { Secret } from '../shell/secret.ts';
import type { CommandContext } from './context.ts';

interface HandoutOptions {
  readonly vault: string;
  readonly identity?: string;
  readonly format: 'text' | 'uri';
  readonly qr: 'auto' | QrStyle;
}

/** `keyturn handout USER… --vault DIR`: what a user needs to set up an authenticator app, on stdout. */
export function handoutCommand(context: CommandContext): Command {
  return new Command('handout')
    .description('show the QR code, the key and the recovery codes of users, who should be the only ones to see them')
    .argument('<user...>', 'accounts with an entry in the vault')
    .addOption(new Option('--vault <dir>', 'the vault with their entries').env('KEYTURN_VAULT').makeOptionMandatory())
    .addOption(
      new Option(
        '--identity <file>',
        'the private key of the vault (default: $XDG_CONFIG_HOME/keyturn/identity.txt)',
      ).env('KEYTURN_IDENTITY'),
    )
    .addOption(
      new Option('--format <format>', 'the whole handout, or the otpauth link alone')
        .choices(['text', 'uri'])
        .default('text'),
    )
    .addOption(
      new Option('--qr <style>', 'the background that the QR code is for')
        .choices(['auto', 'coloured', 'dark', 'light'])
        .default('auto', 'coloured on a terminal, else dark'),
    )
    .action((users: readonly string[], options: HandoutOptions) => handout(context, users, options));
}

async function handout(context: CommandContext, users: readonly string[], options: HandoutOptions): Promise<void> {
  const identityFile = resolve(context.cwd, options.identity ?? defaultIdentityFile(context.env));
  const vault = await openVault(resolve(context.cwd, options.vault), identityFile);
  const texts: Secret[] = [];
  // All are opened before any is shown: a run that fails shows nothing.
  for (const user of users) texts.push(text(await vault.read(user), options, context));
  context.stdout.write(texts.map((secret) => secret.reveal()).join(options.format === 'text' ? '\n\n' : '\n'));
  if (options.format === 'uri') context.stdout.write('\n');
}

function text(enrolment: Enrolment, options: HandoutOptions, context: CommandContext): Secret {
  if (options.format === 'uri') return keyUri(enrolment);
  return handoutText(enrolment, options.qr === 'auto' ? styleFor(context) : options.qr);
}

function styleFor({ stdout, env }: CommandContext): QrStyle {
  const terminal = 'isTTY' in stdout && stdout.isTTY === true;
  const plain = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  return terminal && !plain ? 'coloured' : 'dark';
}
