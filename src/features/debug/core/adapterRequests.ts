import * as v from 'valibot';
import type { Clock } from '../../../base/clock.js';
import { withinTime } from './withinTime.js';

/** A debug session, as far as it is asked. */
export interface DapSession {
  /** Sends a request of the Debug Adapter Protocol; rejects as the adapter does. */
  customRequest(command: string, args: unknown): Thenable<unknown>;
}

/** Requests to an adapter that may be slow, silent or wrong. All of them together get one time limit. */
export class AdapterRequests {
  private readonly deadlineMs: number;

  /** @param limitMs for all requests together, from now on */
  constructor(
    private readonly session: DapSession,
    private readonly clock: Clock,
    limitMs: number,
  ) {
    this.deadlineMs = clock.nowMs() + limitMs;
  }

  /** @throws Error when the adapter refuses, answers something else or takes too long; or the signal's reason */
  async ask<const TSchema extends v.GenericSchema>(
    command: string,
    args: Readonly<Record<string, unknown>>,
    schema: TSchema,
    signal: AbortSignal,
  ): Promise<v.InferOutput<TSchema>> {
    const leftMs = this.deadlineMs - this.clock.nowMs();
    const ask = (): Thenable<unknown> => this.session.customRequest(command, args);
    const body = await withinTime(ask, this.clock, leftMs, signal);
    const parsed = v.safeParse(schema, body);
    if (!parsed.success) throw new Error(`The debugger answered “${command}” in an unknown way.`);
    return parsed.output;
  }
}
