// A host in one of its states and a controller's disk, used for one case after another; and what a run does to them to which nothing happens.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initVault } from '../../src/enrolment/init-vault.ts';
import type { Point } from '../host/probe.ts';
import type { Shell } from '../host/probed.ts';
import { identityOf, runController, vaultOf, type Disk, type Ended } from './controller.ts';
import { cutsWanted } from './cases.ts';
import type { Failpoint } from './failpoint.ts';
import type { HostState } from './host-states.ts';
import { rollout } from './plays.ts';
import { secretsOf, shapeOf } from './sides.ts';
import { SimulatedHost } from './simulated-host.ts';

/** The host before a run and after one, and the moments that the run passes. */
export interface Reference {
  readonly old: string;
  readonly new: string;
  readonly failpoints: readonly Failpoint[];
  /** The places in the scripts, by the name of what is sent. */
  readonly cuts: ReadonlyMap<string, readonly Point[]>;
}

/** One host and one disk. Call `remove` in the end. */
export class Ground {
  readonly state: HostState;
  readonly host: SimulatedHost;
  readonly #folder = mkdtempSync(join(tmpdir(), 'keyturn-controller-'));
  readonly disk: Disk = { folder: join(this.#folder, 'disk') };
  #breakLock: string | undefined;
  #before: string | undefined;
  #reference: Reference | undefined;

  private constructor(state: HostState, shell: Shell) {
    this.state = state;
    this.host = new SimulatedHost(shell, state.init);
  }

  /** A host of that state, and everything about a run on it. */
  static async make(state: HostState, shell: Shell): Promise<Ground> {
    const ground = new Ground(state, shell);
    await initVault(vaultOf(ground.disk), identityOf(ground.disk), new Date());
    await state.prepare?.(ground.host, ground.disk);
    ground.host.pass(120);
    ground.host.keep();
    cpSync(ground.disk.folder, join(ground.#folder, 'kept'), { recursive: true });
    ground.#reference = await ground.#undisturbedRun();
    return ground;
  }

  /** What the host is without any fault. */
  get reference(): Reference {
    if (this.#reference === undefined) throw new TypeError('it is known once the ground is made');
    return this.#reference;
  }

  /** What the host was like when the case began: old, but for one on which an earlier run is still at work. */
  get before(): string {
    return this.#before ?? this.reference.old;
  }

  /** Makes everything as it was; codes that were used are used no more. */
  async reset(): Promise<void> {
    rmSync(this.disk.folder, { recursive: true });
    cpSync(join(this.#folder, 'kept'), this.disk.folder, { recursive: true });
    this.host.restore();
    this.#breakLock = await this.state.upset?.(this.host, this.disk);
    this.#before = this.state.upset === undefined ? undefined : await this.shape();
  }

  /** A run as the case wants it; the first one of a case breaks the lock that it finds. */
  run(job: Partial<Parameters<typeof runController>[2]>): Promise<Ended> {
    const breakLock = this.#breakLock === undefined ? {} : { breakLock: this.#breakLock };
    return runController(this.host, this.disk, { play: rollout, ...breakLock, ...job });
  }

  /** What the host is like now. */
  async shape(): Promise<string> {
    return shapeOf(this.host, await secretsOf(this.disk));
  }

  remove(): void {
    this.host.remove();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #undisturbedRun(): Promise<Reference> {
    await this.reset();
    const old = await this.#undisturbed();
    const { report, failpoints, wire } = await this.run({ look: cutsWanted });
    const [result] = report?.hosts ?? [];
    assert.equal(result?.status, this.state.ends, JSON.stringify(result?.problem ?? result?.plan?.refusals));
    if (this.state.ends === 'reverted') await this.run({});
    return { old, new: await this.shape(), failpoints: failpoints.passed, cuts: wire.cuts };
  }

  /** What is left of earlier runs is not what the host is like when it is put back. */
  async #undisturbed(): Promise<string> {
    if (this.state.upset === undefined) return this.shape();
    this.host.restore();
    const shape = await this.shape();
    await this.reset();
    return shape;
  }
}
