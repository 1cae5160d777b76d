/** Every command of the runtime API, in the order of `help`. Adding one is a file and a line here. */
import type { Command } from './command.js';
import { prompt, quit, setSeverityOutput, setTimeoutCli, showCliLevel, toOperator, toUser } from './connection-settings.js';
import { disableFrontend, enableFrontend, setMaxconnFrontend, shutdownFrontend } from './frontend-commands.js';
import { help } from './help.js';
import { clearCounters, setMaxconnGlobal } from './process-commands.js';
import {
  disableAgent,
  disableHealth,
  disableServer,
  enableAgent,
  enableHealth,
  enableServer,
  getWeight,
  setMaxconnServer,
  setServer,
  setWeight,
  shutdownSessionsServer,
} from './server-commands.js';
import { showBackend } from './show-backend.js';
import { showCliSockets } from './show-cli-sockets.js';
import { showEnv } from './show-env.js';
import { showInfo } from './show-info.js';
import { showServersConn } from './show-servers-conn.js';
import { showServersState } from './show-servers-state.js';
import { showStat } from './show-stat.js';
import { showVersion } from './show-version.js';

/** Listed last, whatever was asked for. */
export const standing: readonly Command[] = [help, prompt, quit];

export const commands: readonly Command[] = [
  clearCounters,
  disableAgent,
  disableFrontend,
  disableHealth,
  disableServer,
  enableAgent,
  enableFrontend,
  enableHealth,
  enableServer,
  getWeight,
  toOperator,
  setMaxconnFrontend,
  setMaxconnGlobal,
  setMaxconnServer,
  setServer,
  setSeverityOutput,
  setTimeoutCli,
  setWeight,
  showBackend,
  showCliLevel,
  showCliSockets,
  showEnv,
  showInfo,
  showServersConn,
  showServersState,
  showStat,
  showVersion,
  shutdownFrontend,
  shutdownSessionsServer,
  toUser,
  ...standing,
];
