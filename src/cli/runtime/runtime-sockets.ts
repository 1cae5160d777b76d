import type { Model } from '../../config/model.js';
import type { Supervisor } from '../../proxy/supervisor/supervisor.js';
import type { RuntimeApi } from './runtime-api.js';

/** The runtime API, which is loaded when a configuration asks for it. */
export class RuntimeSockets {
  readonly #supervisor: Supervisor;
  #api: RuntimeApi | undefined;

  constructor(supervisor: Supervisor) {
    this.#supervisor = supervisor;
  }

  /** Listens on what the model asks for. Answers with what cannot be opened. */
  async apply(model: Model): Promise<string[]> {
    if (this.#api === undefined && model.global.runtimeApi.sockets.length === 0) return [];
    const { RuntimeApi } = await import('./runtime-api.js');
    const supervisor = this.#supervisor;
    const { inventory, servers, frontends } = supervisor;
    this.#api ??= new RuntimeApi({
      inventory,
      servers,
      frontends,
      setMaxconn: (maxconn) => supervisor.setMaxconn(maxconn),
      clearCounters: (all) => supervisor.clearCounters(all),
      handOver: () => supervisor.handOver(),
    });
    return this.#api.apply(model);
  }

  close(): void {
    this.#api?.close();
  }
}
