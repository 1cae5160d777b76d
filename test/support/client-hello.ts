/** What Node's TLS client sends first. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { connect } from 'node:tls';
import { ownHost } from './addresses.js';

export async function clientHello(servername: string, ALPNProtocols: string[]): Promise<Buffer> {
  const server = createServer().listen(0, ownHost);
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const client = connect({ host: ownHost, port, servername, ALPNProtocols });
  client.on('error', () => {});
  const [socket] = (await once(server, 'connection')) as [Socket];
  const [hello] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  client.destroy();
  server.close();
  return hello;
}
