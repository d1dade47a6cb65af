import assert from 'node:assert/strict';
import { newStateFile, parseStateFile, printStateFile } from '../../../src/formats/state-file.ts';

const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

describe('formats/state-file', () => {
  it('writes what google-authenticator writes', () => {
    const text = newStateFile({ secret, scratchCodes: ['12345678', '23456789'] });
    assert.equal(
      text,
      `${secret}\n" RATE_LIMIT 3 30\n" WINDOW_SIZE 3\n" DISALLOW_REUSE\n" TOTP_AUTH\n12345678\n23456789\n`,
    );
    assert.equal(printStateFile(parseStateFile(text)), text);
  });

  it('writes nothing that the module would not read back', () => {
    for (const bad of ['JBSWY3DP', `${secret}=`, secret.toLowerCase(), `${secret}\n`]) {
      assert.throws(() => newStateFile({ secret: bad, scratchCodes: [] }), TypeError);
    }
    for (const bad of ['01234567', '1234567', '123456789', '1234567x']) {
      assert.throws(() => newStateFile({ secret, scratchCodes: [bad] }), TypeError);
    }
  });

  it('reads options and codes as the module does, and keeps the rest', () => {
    const text = `${secret}\r\n" RATE_LIMIT 3 30 1795279465\r\n"RATE_LIMIT 3 30\n" UNHEARD of\n12345678\n\n23456789\nx\n34567890\n`;
    const lines = parseStateFile(text);
    assert.deepEqual(
      lines.map(({ kind }) => kind),
      ['secret', 'option', 'other', 'option', 'scratch', 'other', 'scratch', 'other', 'other'],
    );
    const [, limit] = lines;
    assert.deepEqual([limit?.number, limit?.name, limit?.value], [2, 'RATE_LIMIT', '3 30 1795279465']);
    assert.equal(printStateFile(lines), text);
  });
});
