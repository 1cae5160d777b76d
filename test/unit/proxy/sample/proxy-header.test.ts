import test from 'ava';
import { evaluate, subjectOf } from './subjects.js';

const headerTlvs = Buffer.from('e10002aabb' + '02000178' + '02000179', 'hex');
const subject = subjectOf('', true, { headerTlvs });

test('TLVs of a PROXY header, by name and by number', (t) => {
  t.is(evaluate('fc_pp_tlv(0xE1),hex', subject), 'AABB');
  t.is(evaluate('fc_pp_tlv(225),hex', subject), 'AABB');
  t.is(evaluate('fc_pp_tlv(authority)', subject), 'y');
  t.is(evaluate('fc_pp_authority', subject), 'y');
  t.is(evaluate('fc_pp_unique_id', subject), undefined);
  t.is(evaluate('fc_pp_authority', subjectOf()), undefined);
});

test('timeouts as the proxy has them', (t) => {
  t.is(evaluate('fe_client_timeout'), '5000');
  t.is(evaluate('be_connect_timeout'), '0');
  t.is(evaluate('be_queue_timeout'), '0');
  t.is(evaluate('cur_connect_timeout'), '0');
  t.is(evaluate('cur_queue_timeout'), '0');
  t.is(evaluate('cur_tunnel_timeout'), '0');
});
