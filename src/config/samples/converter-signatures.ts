/** Signatures of the converters: arguments, what goes in, what comes out. Source: configuration.txt, 7.3.1. */
import type { ConverterGroup } from './signature.js';

export const converterGroups: readonly ConverterGroup[] = [
  {
    signatures: `
      add(integer-or-variable): sint → sint
      add_item(string,optional-variable[,string]): str → str
      and(integer-or-variable): sint → sint
      b64dec: str → bin
      base2: bin → str
      base64: bin → str
      be2dec(string,integer[,boolean-integer]): bin → str
      be2hex([string,integer,boolean-integer]): bin → str
      bool: sint → bool
      bytes(integer[,integer]): bin → bin
      capture-req(integer): str → str
      capture-res(integer): str → str
      concat([string,variable,string]): str → str
      cpl: sint → sint
      crc32([integer]): bin → sint
      crc32c([integer]): bin → sint
      cut_crlf: str → str
      digest(digest): bin → bin
      div(integer-or-variable): sint → sint
      djb2([integer]): bin → sint
      even: sint → bool
      field(index,string[,integer]): str → str
      has_ctl: str → bool
      hex: bin → str
      hex2i: str → sint
      hmac(digest,string-or-variable): bin → bin
      host_only: str → str
      htonl: sint → bin
      http_date([integer,time-unit]): sint → str
      iif(string,string): bool → str
      ipmask(ipv4-mask[,ipv6-mask]): ip → ipv4
      json([json-encoding]): str → str
      le2dec(string,integer[,boolean-integer]): bin → str
      length: str → sint
      lower: str → str
      ltime(string[,integer]): sint → str
      ltrim(string): str → str
      map(map-file[,string]): str → str
      map_beg(map-file[,string]): str → str
      map_beg_int(map-file[,integer]): str → sint
      map_beg_ip(map-file[,ipv4]): str → ip
      map_dir(map-file[,string]): str → str
      map_dir_int(map-file[,integer]): str → sint
      map_dir_ip(map-file[,ipv4]): str → ip
      map_dom(map-file[,string]): str → str
      map_dom_int(map-file[,integer]): str → sint
      map_dom_ip(map-file[,ipv4]): str → ip
      map_end(map-file[,string]): str → str
      map_end_int(map-file[,integer]): str → sint
      map_end_ip(map-file[,ipv4]): str → ip
      map_int(map-file[,string]): sint → str
      map_int_int(map-file[,integer]): sint → sint
      map_int_ip(map-file[,ipv4]): sint → ip
      map_ip(map-file[,string]): ip → str
      map_ip_int(map-file[,integer]): ip → sint
      map_ip_ip(map-file[,ipv4]): ip → ip
      map_reg(map-file[,string]): str → str
      map_reg_int(map-file[,integer]): str → sint
      map_reg_ip(map-file[,ipv4]): str → ip
      map_regm(map-file[,string]): str → str
      map_str(map-file[,string]): str → str
      map_str_int(map-file[,integer]): str → sint
      map_str_ip(map-file[,ipv4]): str → ip
      map_sub(map-file[,string]): str → str
      map_sub_int(map-file[,integer]): str → sint
      map_sub_ip(map-file[,ipv4]): str → ip
      mod(integer-or-variable): sint → sint
      ms_ltime(string[,integer]): sint → str
      ms_utime(string[,integer]): sint → str
      mul(integer-or-variable): sint → sint
      nbsrv: str → sint
      neg: sint → sint
      not: sint → bool
      odd: sint → bool
      or(integer-or-variable): sint → sint
      param(string[,string]): str → str
      port_only: str → sint
      regsub(regex,string[,regex-flags]): str → str
      reverse: str → str
      reverse_dom: str → str
      rtrim(string): str → str
      sdbm([integer]): bin → sint
      secure_memcmp(variable): bin → bool
      set-var(variable[,string,string,string,string]): any → any
      sha1: bin → bin
      sha2([sha2-bits]): bin → bin
      srv_is_up: str → bool
      srv_queue: str → sint
      strcmp(variable): str → sint
      sub(integer-or-variable): sint → sint
      ub64dec: str → bin
      ub64enc: bin → str
      unset-var(variable): any → any
      upper: str → str
      url_dec([integer]): str → str
      url_enc(string): str → str
      us_ltime(string[,integer]): sint → str
      us_utime(string[,integer]): sint → str
      utime(string[,integer]): sint → str
      word(index,string[,integer]): str → str
      wt6([integer]): bin → sint
      xor(integer-or-variable): sint → sint
      xxh32([integer]): bin → sint
      xxh64([integer]): bin → sint
    `,
  },
  {
    feature: 'device-detection',
    signatures: `
      51d.single(string[,string,string,string,string]): str → str
      da-csv-conv(string[,string,string,string,string]): str → str
    `,
  },
  {
    feature: 'http',
    signatures: `
      language(string[,string]): str → str
      rfc7239_field(string): str → str
      rfc7239_is_valid: str → bool
      rfc7239_n2nn: str → any
      rfc7239_n2np: str → sint
      rfc7239_nn: str → any
      rfc7239_np: str → sint
    `,
  },
  {
    feature: 'samples',
    signatures: `
      fe_exists: str → bool
      json_query(string[,string]): str → any
      xxh3([integer]): bin → sint
      date: sint → str
      debug([string,string]): any → any
      eth.data: bin → any
      eth.dst: bin → any
      eth.hdr: bin → any
      eth.proto: bin → any
      eth.src: bin → any
      eth.vlan: bin → any
      fix_is_valid: bin → bool
      fix_tag_value(string): bin → bin
      ip.data: bin → any
      ip.df: bin → any
      ip.dst: bin → any
      ip.fp: bin → any
      ip.hdr: bin → any
      ip.proto: bin → any
      ip.src: bin → any
      ip.tos: bin → any
      ip.ttl: bin → any
      ip.ver: bin → any
      map_beg_key(map-file[,string]): str → str
      map_dir_key(map-file[,string]): str → str
      map_dom_key(map-file[,string]): str → str
      map_end_key(map-file[,string]): str → str
      map_int_key(map-file[,string]): sint → str
      map_ip_key(map-file[,string]): ip → str
      map_reg_key(map-file[,string]): str → str
      map_str_key(map-file[,string]): str → str
      map_sub_key(map-file[,string]): str → str
      map_match(map-file[,string]): str → str
      map_match_output(map-file[,string]): str → str
      mqtt_field_value(string,string): bin → str
      mqtt_is_valid: bin → bool
      protobuf(string[,string]): bin → bin
      tcp.dst: bin → any
      tcp.flags: bin → any
      tcp.options.mss: bin → any
      tcp.options.sack: bin → any
      tcp.options.tsopt: bin → any
      tcp.options.tsval: bin → any
      tcp.options.wscale: bin → any
      tcp.options.wsopt: bin → any
      tcp.options_list: bin → any
      tcp.seq: bin → any
      tcp.src: bin → any
      tcp.win: bin → any
      ungrpc(string[,string]): bin → bin
      when(string[,string]): any → any
    `,
  },
  {
    feature: 'stick-tables',
    signatures: `
      in_table(table): any → bool
      table_bytes_in_rate(table): any → sint
      table_bytes_out_rate(table): any → sint
      table_clr_gpc(integer,table): any → sint
      table_clr_gpc0(table): any → sint
      table_clr_gpc1(table): any → sint
      table_conn_cnt(table): any → sint
      table_conn_cur(table): any → sint
      table_conn_rate(table): any → sint
      table_expire(table[,integer]): any → sint
      table_glitch_cnt(table): any → sint
      table_glitch_rate(table): any → sint
      table_gpc(integer,table): any → sint
      table_gpc0(table): any → sint
      table_gpc0_rate(table): any → sint
      table_gpc1(table): any → sint
      table_gpc1_rate(table): any → sint
      table_gpc_rate(integer,table): any → sint
      table_gpt(integer,table): any → sint
      table_gpt0(table): any → sint
      table_http_err_cnt(table): any → sint
      table_http_err_rate(table): any → sint
      table_http_fail_cnt(table): any → sint
      table_http_fail_rate(table): any → sint
      table_http_req_cnt(table): any → sint
      table_http_req_rate(table): any → sint
      table_idle(table[,integer]): any → sint
      table_inc_gpc(integer,table): any → sint
      table_inc_gpc0(table): any → sint
      table_inc_gpc1(table): any → sint
      table_kbytes_in(table): any → sint
      table_kbytes_out(table): any → sint
      table_server_id(table): any → sint
      table_sess_cnt(table): any → sint
      table_sess_rate(table): any → sint
      table_trackers(table): any → sint
    `,
  },
  {
    feature: 'tls',
    signatures: `
      aes_cbc_dec(integer,string,string): bin → bin
      aes_cbc_enc(integer,string,string): bin → bin
      aes_gcm_dec(integer,string,string,string): bin → bin
      aes_gcm_enc(integer,string,string,string): bin → bin
      jwt_decrypt_cert(string): bin → bin
      jwt_decrypt_jwk(string): bin → bin
      jwt_decrypt_secret(string): bin → bin
      jwt_header_query([string,string]): bin → any
      jwt_payload_query([string,string]): bin → any
      jwt_verify(string,string): bin → sint
      jwt_verify_cert(string,string): bin → sint
      x509_v_err_str: sint → str
    `,
  },
];
