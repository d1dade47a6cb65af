// Plain scalars as YAML 1.1 means them and as PyYAML, hence Ansible, reads them (yaml/resolver.py). Differs from the YAML 1.1
// schema of the `yaml` package: `y` and `n` are text here, `22:30` is a number in base 60, and dates stay text.

const nothing = /^(?:~|null|Null|NULL|)$/;
const yes = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const no = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const integer =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const float =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

function base60(digits: string): number {
  return digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

function parseInteger(text: string): number {
  const clean = text.replaceAll('_', '');
  const sign = clean.startsWith('-') ? -1 : 1;
  const digits = clean.replace(/^[-+]/, '');
  if (digits === '0') return 0;
  if (/^0[bx]/.test(digits)) return sign * Number(digits);
  if (digits.startsWith('0')) return sign * Number.parseInt(digits, 8);
  return sign * base60(digits);
}

function parseFloatText(text: string): number {
  const clean = text.replaceAll('_', '').toLowerCase();
  const sign = clean.startsWith('-') ? -1 : 1;
  const digits = clean.replace(/^[-+]/, '');
  if (digits === '.inf') return sign * Infinity;
  if (digits === '.nan') return NaN;
  return sign * (digits.includes(':') ? base60(digits) : Number(digits));
}

/** The value of a plain (unquoted) scalar. A number that a double cannot hold exactly stays text rather than change. */
export function plainValue(text: string): string | number | boolean | null {
  // Nearly every scalar of an inventory starts with a letter that begins no special word: decide those without any pattern.
  if (/^[a-eg-mp-su-xzA-EG-MP-SU-XZ/]/.test(text)) return text;
  if (nothing.test(text)) return null;
  if (yes.test(text)) return true;
  if (no.test(text)) return false;
  if (integer.test(text)) {
    const value = parseInteger(text);
    return Number.isSafeInteger(value) ? value : text;
  }
  return float.test(text) ? parseFloatText(text) : text;
}
