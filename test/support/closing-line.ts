// The reporter of `npm test`: mocha's own, and a last line that tools can read.
import Mocha from 'mocha';

const { EVENT_RUN_END } = Mocha.Runner.constants;

export default class ClosingLine extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    runner.once(EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      // setImmediate: mocha prints its own epilogue from a listener of the same event.
      setImmediate(() => {
        process.stdout.write(`${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}\n`);
      });
    });
  }
}
