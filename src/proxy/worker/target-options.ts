/** How the engine connects to a server: its address, our side's, and options of the socket. */
import type { Proxy, Server } from '../../config/model.js';
import type { SourceAddress } from '../../config/model/connection.js';
import type { SocketOptions, TargetOptions } from '../../native.js';
import { keepaliveOptions } from '../listener/listener-options.js';

type Target = Omit<TargetOptions, 'id'>;

export function targetOptions(proxy: Proxy, { address, connection }: Server): Target {
  const source = connection?.source ?? proxy.connection?.source;
  const seen = source?.seen;
  const options = {
    ...socketOptions(proxy, connection),
    ...(source?.interface && { interface: source.interface }),
    ...(seen && { transparent: true }),
  };
  const own = seen?.kind === 'address' ? { ...source!, address: seen, port: seen.port, lastPort: seen.port } : source;
  return {
    ...('path' in address ? { family: address.family, address: address.path, port: 0 } : address),
    ...(Object.keys(options).length > 0 && { options }),
    ...(own?.address && { source: ownAddress(own, own.address) }),
  };
}

function socketOptions({ connection: ofProxy }: Proxy, connection: Server['connection']): SocketOptions {
  const { userTimeoutMs, namespace, congestion, maxSegment, md5Password } = connection ?? {};
  return {
    ...(userTimeoutMs !== undefined && { userTimeoutMs }),
    ...(namespace !== undefined && { namespace }),
    ...(congestion !== undefined && { congestion }),
    ...(maxSegment !== undefined && { maxSegment }),
    ...(md5Password !== undefined && { md5Password }),
    ...(ofProxy?.serverKeepalive && keepaliveOptions(ofProxy.serverKeepalive)),
  };
}

function ownAddress({ port, lastPort }: SourceAddress, { family, address }: { family: 'ipv4' | 'ipv6'; address: string }) {
  return { family, address, port, lastPort };
}
