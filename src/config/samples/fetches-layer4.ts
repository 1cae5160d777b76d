/** Signatures of the fetches that need no HTTP and no TLS. Source: configuration.txt, 7.3.2, 7.3.3 and 7.3.5. */
import type { SignatureGroup } from './signature.js';

export const layer4Fetches: readonly SignatureGroup[] = [
  {
    places: 'everywhere',
    signatures: `
      always_false: bool
      always_true: bool
      bin(hexadecimal): bin
      bool(boolean): bool
      date([integer,time-unit]): sint
      date_us: sint
      env(string): str
      hostname: str
      int(integer): sint
      ipv4(ipv4): ipv4
      ipv6(ipv6): ipv6
      meth(string): meth
      nbproc: sint
      proc: sint
      rand([integer]): sint
      str(string): str
      thread: sint
      uuid([uuid-version]): str
      var(variable[,string]): any
    `,
  },
  {
    places: 'running',
    signatures: `
      avg_queue(backend): sint
      be_conn(backend): sint
      be_conn_free(backend): sint
      be_sess_rate(backend): sint
      connslots(backend): sint
      fe_conn(frontend): sint
      fe_sess_rate(frontend): sint
      nbsrv(backend): sint
      queue(backend): sint
      srv_conn(server): sint
      srv_conn_free(server): sint
      srv_is_up(server): bool
      srv_iweight(server): sint
      srv_queue(server): sint
      srv_sess_rate(server): sint
      srv_uweight(server): sint
      srv_weight(server): sint
      stopping: bool
      wait_end: bool
      pid: sint
      uptime: sint
    `,
  },
  {
    places: 'serverConnection',
    signatures: `
      bc_dst: sint
      bc_dst_port: sint
      bc_src: sint
      bc_src_port: sint
      bc_rtt([us-or-ms]): sint
      bc_rttvar([us-or-ms]): sint
      capture.res.hdr(integer): str
    `,
  },
  {
    places: 'backend',
    signatures: `
      be_connect_timeout: sint
      be_id: sint
      be_name: str
      be_queue_timeout: sint
      be_server_timeout: sint
      be_tunnel_timeout: sint
      cur_connect_timeout: sint
      cur_queue_timeout: sint
      cur_tunnel_timeout: sint
    `,
  },
  {
    places: 'connection',
    signatures: `
      dst: ipv4
      dst_is_local: bool
      dst_port: sint
      fc_dst: ipv4
      fc_dst_is_local: bool
      fc_dst_port: sint
      fc_fackets([string]): sint
      fc_lost([string]): sint
      fc_pp_authority: str
      fc_pp_tlv(string): str
      fc_pp_unique_id: str
      fc_rcvd_proxy: bool
      fc_reordering([string]): sint
      fc_retrans([string]): sint
      fc_rtt([us-or-ms]): sint
      fc_rttvar([us-or-ms]): sint
      fc_sacked([string]): sint
      fc_src: ipv4
      fc_src_is_local: bool
      fc_src_port: sint
      fc_unacked([string]): sint
      src: ipv4
      src_is_local: bool
      src_port: sint
      act_conn: sint
      accept_date([time-unit]): sint
    `,
  },
  {
    places: 'frontend',
    signatures: `
      dst_conn: sint
      fe_client_timeout: sint
      fe_defbe: str
      fe_id: sint
      fe_name: str
      so_id: sint
      so_name: str
    `,
  },
  {
    places: 'buffer',
    signatures: `
      payload(integer,integer): bin
      payload_lv(integer,integer[,string]): bin
    `,
  },
  {
    places: 'request',
    signatures: `
      rdp_cookie([string]): str = req.rdp_cookie
      rdp_cookie_cnt([string]): sint = req.rdp_cookie_cnt
      req.len: sint
      req.payload(integer,integer): bin
      req.payload_lv(integer,integer[,string]): bin
      req.rdp_cookie([string]): str
      req.rdp_cookie_cnt([string]): sint
      req.ssl_alpn: str
      req.ssl_ec_ext: bool
      req.ssl_hello_type: sint
      req.ssl_sni: str
      req.ssl_st_ext: sint
      req.ssl_ver: sint
      req_len: sint = req.len
      req_ssl_hello_type: sint = req.ssl_hello_type
      req_ssl_sni: str = req.ssl_sni
      req_ssl_ver: sint = req.ssl_ver
      req.ssl_cipherlist: bin
      req.ssl_keyshare_groups: bin
      req.ssl_sigalgs: bin
      req.ssl_supported_groups: bin
    `,
  },
  {
    places: 'response',
    signatures: `
      rep_ssl_hello_type: sint = res.ssl_hello_type
      res.len: sint
      res.payload(integer,integer): bin
      res.payload_lv(integer,integer[,string]): bin
      res.ssl_hello_type: sint
    `,
  },
  {
    places: 'transaction',
    signatures: `
      capture.req.hdr(integer): str
      req.proto_http: bool
      req_proto_http: bool = req.proto_http
    `,
  },
  {
    places: 'server',
    signatures: `
      srv_id: sint
      srv_name: str
    `,
  },
  {
    places: 'serverConnection',
    feature: 'samples',
    signatures: `
      bc_err: sint
      bc_err_str: str
      bc_http_major: sint
      bc.timer.connect: sint
      bc_be_queue: sint
      bc_srv_queue: sint
      bc_err_name: str
      bc_glitches: sint
      bc_nb_streams: sint
      bc_reused: bool
      bc_settings_streams_limit: sint
    `,
  },
  {
    places: 'running',
    feature: 'samples',
    signatures: `
      cpu_calls: sint
      cpu_ns_avg: sint
      cpu_ns_tot: sint
      last_rule_file: str
      last_rule_line: sint
      lat_ns_avg: sint
      lat_ns_tot: sint
      prio_class: sint
      prio_offset: sint
      last_entity: str
      waiting_entity: str
    `,
  },
  {
    places: 'backend',
    feature: 'samples',
    signatures: `
      be_max_retries: sint
      cur_server_timeout: sint
      be_tarpit_timeout: sint
      cur_max_retries: sint
      cur_tarpit_timeout: sint
    `,
  },
  {
    places: 'buffer',
    feature: 'samples',
    signatures: `
      distcc_body(string[,integer]): bin
      distcc_param(string[,integer]): sint
    `,
  },
  {
    places: 'connection',
    feature: 'samples',
    signatures: `
      fc_err: sint
      fc_err_str: str
      fc_http_major: sint
      term_events: str
      fc.timer.handshake: sint
      fc.timer.total: sint
      fc_err_name: str
      fc_glitches: sint
      fc_nb_streams: sint
      fc_saved_syn: bin
      fc_settings_streams_limit: sint
    `,
  },
  {
    places: 'everywhere',
    feature: 'samples',
    signatures: `
      quic_enabled: bool
      cpu_usage_grp: sint
      cpu_usage_proc: sint
      cpu_usage_thr: sint
      dump_all_vars([string,string]): str
      tgroup: sint
    `,
  },
  {
    places: 'transaction',
    feature: 'samples',
    signatures: `
      txn.id32: sint
      txn.sess_term_state: str
      bytes_in: sint
      bytes_out: sint
      req.bytes_in: sint
      req.bytes_out: sint
      res.bytes_in: sint
      res.bytes_out: sint
      txn.conn_retries: sint
      txn.redispatched: bool
    `,
  },
  {
    places: 'frontend',
    feature: 'samples',
    signatures: `
      cur_client_timeout: sint
      fe_tarpit_timeout: sint
    `,
  },
  {
    places: 'request',
    feature: 'samples',
    signatures: `
      acl(string[,string,string,string,string,string,string,string,string,string,string,string]): bool
    `,
  },
  {
    places: 'transaction',
    feature: 'spoe',
    signatures: `
      spoe.engine: str
    `,
  },
  {
    places: 'everywhere',
    feature: 'unique-ids',
    signatures: `
      unique-id: str
    `,
  },
  {
    places: 'connection',
    feature: 'device-detection',
    signatures: `
      51d.all(string[,string,string,string,string]): str
    `,
  },
];
