// Tables of pam_access at random: rules for the people of a lab host and for clients, as people write them and as they should not.
import { drawFrom } from '../access/draw.ts';

/** A table, the options of the line that reads it, and who logs in from where. */
export interface GeneratedTable {
  readonly text: string;
  readonly options: string;
  readonly user: string;
  readonly client: string;
}

const users = [
  ...['ALL', 'all', 'full', 'Full', 'password', 'enrolled', 'root', 'staff', '(staff)', '(full)', '(none)', '()'],
  ...['0', '1001', '(50)', 'nobody', 'full@ALL', 'staff@elsewhere', 'ALL EXCEPT root', 'ALL EXCEPT staff EXCEPT full'],
  ...['EXCEPT root', 'full, enrolled', 'root\tstaff', '(staff) EXCEPT enrolled'],
] as const;

const clients = [
  ...['ALL', 'LOCAL', '10.1.2.3', '10.0.0.0/8', '10.1.0.0/255.255.0.0', '10.1.', '10.', '10.1.2.3.', '10.12.'],
  ...['0.0.0.0/0', '10.1.2.3/0', '10.1.2.3/32', '10.1.2.3/33', '10.1.2.0/0x18', '10.0.0.0/010', '10.1.2.3/24 LOCAL'],
  ...['192.168.0.0/16', '::1', '127.0.0.1', 'fd00::/8', 'fd00::1', 'FD00::1', 'fd00::/300', '10.1.2.3/ffff::'],
  ...['tty1', 'cron', ':0', '.example.org', 'ALL EXCEPT 10.1.2.3', '10. EXCEPT 10.1. 192.168.', 'EXCEPT 10.', 'none'],
  ...['10.1.2.3,192.168.1.1', '010.1.2.3', '10.1.2', '10.1.2.3/8/8'],
] as const;

const hosts = [
  '10.1.2.3',
  '10.12.0.1',
  '192.168.1.1',
  '127.0.0.1',
  '::1',
  'fd00::1',
  '203.0.113.7',
  'UNKNOWN',
] as const;

const options = ['', '', '', 'nodefgroup', 'noaudit', 'fieldsep=|', '[listsep=,]', 'nodefgroup listsep=;'] as const;

/** One table for each number. */
export function generatedTable(seed: number, index: number, names: readonly string[]): GeneratedTable {
  const draw = drawFrom(seed * 100_003 + index);
  // Neighbours begin alike.
  for (let count = 0; count < 8; count += 1) draw(2);
  const pick = <T>(values: readonly T[]): T => {
    const value = values[draw(values.length)];
    if (value === undefined) throw new RangeError('nothing to choose from');
    return value;
  };
  const chosen = pick(options);
  const between = chosen.includes('fieldsep') && draw(8) > 0 ? '|' : ':';
  const rule = (): string => {
    const blank = draw(4) === 0 ? '' : ' ';
    const sign = pick(['+', '-', '-', '+', ' -', '*', ':+', '+x']);
    return `${[sign, pick(users), pick(clients)].join(`${blank}${between}${blank}`)}${pick(['', '', ' ', '\r'])}\n`;
  };
  const lines = Array.from({ length: 1 + draw(4) }, rule);
  const ends = ['', `-${between}ALL${between}ALL\n`, `- ${between} ALL ${between} ALL`, '# - : ALL : ALL\n'];
  return { text: [...lines, pick(ends)].join(''), options: chosen, user: pick(names), client: pick(hosts) };
}
