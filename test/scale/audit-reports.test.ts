// A page about a fleet.
import assert from 'node:assert/strict';
import { html } from '../../src/reporters/html.ts';
import { auditTextOf, reportWith } from '../unit/reporters/audit-fixtures.ts';

describe('the page of an audit', () => {
  it('of 2,000 hosts is written in 3 s, and is small', () => {
    const one = reportWith('web');
    const [host] = one.hosts;
    assert.ok(host);
    const hosts = Array.from({ length: 2000 }, (_, index) => ({
      ...host,
      host: `web${String(index).padStart(4, '0')}`,
    }));
    // Processor time: other tests run beside this one.
    const began = process.cpuUsage();
    const page = auditTextOf(html, { ...one, hosts });
    const { user, system } = process.cpuUsage(began);
    assert.ok(user + system < 3_000_000, `${(user + system) / 1_000_000} s`);
    assert.ok(Buffer.byteLength(page) < 5_000_000, `${Buffer.byteLength(page)} bytes`);
  }).timeout(60_000);
});
