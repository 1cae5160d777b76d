/** Signatures of the fetches of layer 7. Source: configuration.txt, 7.3.6 and 7.3.7. */
import type { SignatureGroup } from './signature.js';

export const httpFetches: readonly SignatureGroup[] = [
  {
    places: 'request',
    feature: 'http',
    signatures: `
      base: str
      base32: sint
      base32+src: bin
      baseq: str
      cook([string]): str
      cook_cnt([string]): sint
      cook_val([string]): sint
      hdr_cnt([string]): sint
      hdr_ip([string,integer]): ipv4
      hdr_val([string,integer]): sint
      http_auth_bearer([string]): str
      http_auth_pass: str
      http_auth_type: str
      http_auth_user: str
      path: str
      pathq: str
      query: str
      req.body: bin
      req.body_len: sint
      req.body_param([string]): bin
      req.body_size: sint
      req.cook([string]): str
      req.cook_cnt([string]): sint
      req.cook_val([string]): sint
      req.fhdr([string,integer]): str
      req.fhdr_cnt([string]): sint
      req.hdr([string,integer]): str
      req.hdr_cnt([string]): sint
      req.hdr_ip([string,integer]): ipv4
      req.hdr_names([string]): str
      req.hdr_val([string,integer]): sint
      req.hdrs: bin
      req.hdrs_bin: bin
      req.ver: str
      req_ver: str
      url: str
      url32: sint
      url32+src: bin
      url_ip: ipv4
      url_param([string,string]): str
      url_port: sint
      urlp([string,string]): str
      urlp_val([string,string]): sint
      req.cook_names([string]): str
    `,
  },
  {
    places: 'transaction',
    feature: 'http',
    signatures: `
      capture.req.method: str
      capture.req.uri: str
      capture.req.ver: str
      capture.res.ver: str
      http_first_req: bool
      method: meth
      res.timer.data: sint
      bs.aborted: bool
      bs.debug_str([integer]): str
      bs.id: sint
      bs.rst_code: sint
      fs.aborted: bool
      fs.debug_str([integer]): str
      fs.id: sint
      fs.rst_code: sint
      req.timer.hdr: sint
      req.timer.idle: sint
      req.timer.queue: sint
      req.timer.tq: sint
      request_date([time-unit]): sint
      txn.status: sint
      txn.timer.total: sint
      txn.timer.user: sint
    `,
  },
  {
    places: 'serverConnection',
    feature: 'http',
    signatures: `
      status: sint
    `,
  },
  {
    places: 'buffer',
    feature: 'http',
    signatures: `
      cookie([string]): str
      hdr([string,integer]): str
      internal.htx.data: sint
      internal.htx.free: sint
      internal.htx.free_data: sint
      internal.htx.has_eom: bool
      internal.htx.nbblks: sint
      internal.htx.size: sint
      internal.htx.used: sint
      internal.htx_blk.data(string): bin
      internal.htx_blk.hdrname(string): str
      internal.htx_blk.hdrval(string): str
      internal.htx_blk.size(string): sint
      internal.htx_blk.start_line(string): str
      internal.htx_blk.type(string): str
    `,
  },
  {
    places: 'running',
    feature: 'http',
    signatures: `
      fe_req_rate(frontend): sint
      internal.strm.is_htx: bool
    `,
  },
  {
    places: 'response',
    feature: 'http',
    signatures: `
      res.body: bin
      res.body_len: sint
      res.body_size: sint
      res.cook([string]): str
      res.cook_cnt([string]): sint
      res.cook_val([string]): sint
      res.fhdr([string,integer]): str
      res.fhdr_cnt([string]): sint
      res.hdr([string,integer]): str
      res.hdr_cnt([string]): sint
      res.hdr_ip([string,integer]): ipv4
      res.hdr_names([string]): str
      res.hdr_val([string,integer]): sint
      res.hdrs: bin
      res.hdrs_bin: bin
      res.ver: str
      resp_ver: str
      scook([string]): str
      scook_cnt([string]): sint
      scook_val([string]): sint
      shdr([string,integer]): str
      shdr_cnt([string]): sint
      shdr_ip([string,integer]): ipv4
      shdr_val([string,integer]): sint
      res.cook_names([string]): str
      res.timer.hdr: sint
      server_status: sint
      set-cookie([string]): str
    `,
  },
  {
    places: 'request',
    feature: 'userlists',
    signatures: `
      http_auth(userlist): bool
      http_auth_group(userlist): str
    `,
  },
  {
    places: 'server',
    feature: 'cache',
    signatures: `
      res.cache_hit: bool
      res.cache_name: str
    `,
  },
  {
    places: 'serverConnection',
    feature: 'compression',
    signatures: `
      res.comp: bool
      res.comp_algo: str
    `,
  },
  {
    places: 'request',
    feature: 'fcgi',
    signatures: `
      fcgi.docroot: str
      fcgi.index: str
    `,
  },
];
