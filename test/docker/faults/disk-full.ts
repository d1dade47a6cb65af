import { plainKinds, type Fault, type Variant } from './fault.ts';
import { onWord } from './on-word.ts';

/** The file systems of their own that plain hosts have for this; see ground.ts. */
const places = {
  'the records': '/var/lib/keyturn',
  'a home': '/home/alice',
  sshd: '/etc/ssh',
  PAM: '/etc/pam.d',
} as const;

const bytes = (folder: string): string => `cat /dev/zero >${folder}/.full 2>/dev/null || :\n`;
const inodes = (folder: string): string =>
  `mkdir ${folder}/.full; n=0; while true 2>/dev/null >${folder}/.full/$n; do n=$((n + 1)); done\n`;

function full(name: string, folder: string, fill: (folder: string) => string, heals: Variant['heals']): Variant {
  return {
    name,
    heals,
    arm: async ({ host }) => {
      const ready = await onWord(host, `${fill(folder)}if echo more 2>/dev/null >${folder}/.more; then exit 1; fi`);
      return {
        inject: () => ready.go(),
        async heal() {
          await ready.dismiss();
          await host.exec(['rm', '-rf', `${folder}/.full`, `${folder}/.more`]);
        },
      };
    },
  };
}

/** No room where something must be written. Nothing is in place of what it shall be: only room is missing. */
export const diskFull: Fault = {
  name: 'disk full',
  phases: ['gather', 'stage', 'rehearse', 'apply', 'prove', 'confirm'],
  kinds: plainKinds,
  variants: [
    ...Object.entries(places).map(([name, folder]) => full(`of ${name}, lasting`, folder, bytes, 'late')),
    full('of the records, for 2 s', places['the records'], bytes, 2_000),
    full('of inodes for the records, lasting', places['the records'], inodes, 'late'),
  ],
};
