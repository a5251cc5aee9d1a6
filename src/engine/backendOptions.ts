import type { RunOptions } from '../core/runs/run';

/** How the loops of a tracing or logging backend are read. What a backend has no use for is passed over. */
export interface BackendOptions extends RunOptions {
  /** The target of loops that name none; 0.8 where not given. */
  defaultGoalTarget?: number;
  /** Sent as `X-Scope-OrgID`, for servers of several tenants. */
  tenant?: string;
  /** Most loops that one query reads; what is beyond is told. */
  maxLoops?: number;
  /** Only loops of this service, where the backend is asked by service. */
  service?: string;
  /** Only loops of these services, where the backend is asked by service; all where there are none. */
  services?: string[];
  /** The streams to read, where the backend is asked by a stream selector. */
  selector?: string;
  /** How long after the end of a loop its line may be shipped (hours), where that is the time asked for; 24 where not given. */
  shippedWithinHours?: number;
}
