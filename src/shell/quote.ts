// POSIX shell quoting (POSIX.1-2017, Shell Command Language, 2.2.2): the one place where a value becomes shell text.

const plain = /^[A-Za-z0-9_./:=@%+,-]+$/;

/** Quotes a value so that a POSIX shell reads it back as one word, byte for byte. Throws a TypeError on NUL, which no shell can hold. */
export function quote(value: string): string {
  if (value.includes('\0')) throw new TypeError('a shell word cannot hold NUL');
  return plain.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
