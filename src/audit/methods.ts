// AuthenticationMethods, as `sshd -T` prints it: `any`, or lists of which one must be worked through.
import type { SshdValues } from '../facts/sshd-effective.ts';

/** The lists, each with its methods in order, without what stands behind a colon; undefined for `any`. */
export function methodLists(values: SshdValues): readonly (readonly string[])[] | undefined {
  const lists = (values['authenticationmethods'] ?? [])
    .flatMap((line) => line.split(' '))
    .filter((word) => word !== '');
  if (lists.length === 0 || lists[0] === 'any') return undefined;
  return lists.map((list) => list.split(',').map((method) => method.replace(/:.*/, '')));
}

/** Whether a method that is switched on lets somebody in with nothing else. */
export function sufficesAlone(values: SshdValues, method: string): boolean {
  const lists = methodLists(values);
  return lists === undefined || lists.some((list) => list.length === 1 && list[0] === method);
}

/** Whether a method that is switched on is of any use: where lists name others only, sshd never offers it. */
export function isOffered(values: SshdValues, method: string): boolean {
  return methodLists(values)?.some((list) => list.includes(method)) ?? true;
}
