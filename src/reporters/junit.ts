// JUnit XML, for CI systems.
import { auditSuites } from './junit/audit-suites.ts';
import { runSuites } from './junit/run-suites.ts';
import type { Reporter } from './reporter.ts';

export const junit: Reporter = {
  name: 'junit',
  description: 'test results for CI systems, a suite per host; what could not be shown is skipped, never passed',
  run: runSuites,
  audit: auditSuites,
};
