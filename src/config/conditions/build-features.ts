/**
 * HAProxy's list of features ("Feature list" of `haproxy -vv`), with what Headrace has of each: what a configuration gets when
 * it asks for it, not what the code was compiled with.
 */
export interface BuildFeature {
  name: string;
  present: boolean;
}

const has = (name: string): BuildFeature => ({ name, present: true });
const lacks = (name: string): BuildFeature => ({ name, present: false });

export const buildFeatures: readonly BuildFeature[] = [
  lacks('51DEGREES'),
  has('ACCEPT4'),
  lacks('CLOSEFROM'),
  lacks('CPU_AFFINITY'),
  lacks('CRYPT_H'),
  lacks('DEVICEATLAS'),
  lacks('DL'),
  lacks('ENGINE'),
  has('EPOLL'),
  lacks('EVPORTS'),
  has('GETADDRINFO'),
  lacks('KQUEUE'),
  lacks('KTLS'),
  lacks('LIBATOMIC'),
  lacks('LIBCRYPT'),
  has('LINUX_SPLICE'),
  lacks('LUA'),
  lacks('MATH'),
  lacks('MEMORY_PROFILING'),
  has('NETFILTER'),
  has('NS'),
  lacks('OBSOLETE_LINKER'),
  lacks('OPENSSL'),
  lacks('OPENSSL_AWSLC'),
  lacks('OPENSSL_WOLFSSL'),
  lacks('OT'),
  lacks('PCRE'),
  lacks('PCRE2'),
  lacks('PCRE2_JIT'),
  lacks('PCRE_JIT'),
  lacks('POLL'),
  lacks('PRCTL'),
  lacks('PROCCTL'),
  lacks('PROMEX'),
  lacks('PTHREAD_EMULATION'),
  lacks('QUIC'),
  lacks('QUIC_OPENSSL_COMPAT'),
  has('RT'),
  lacks('SHM_OPEN'),
  lacks('SLZ'),
  lacks('SSL'),
  lacks('STATIC_PCRE'),
  lacks('STATIC_PCRE2'),
  has('SYSTEMD'),
  has('TFO'),
  has('THREAD'),
  lacks('THREAD_DUMP'),
  has('TPROXY'),
  lacks('WURFL'),
  lacks('ZLIB'),
];
