/**
 * Commands of HAProxy's runtime API that are answered as unknown ones: those that come later, by what they need, and those
 * that look into HAProxy itself. Source: management.txt, section 9.3.
 */
import type { Feature } from '../../config/features.js';

const names = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** By feature, as diagnostics call it. */
export const commandsNotYet: readonly { feature: Feature; names: readonly string[] }[] = [
  {
    feature: 'runtime-api',
    names: names(`
      @!<pid>
      @<relative pid>
      @master
      add acl
      add backend
      add map
      add server
      clear acl
      clear map
      commit acl
      commit map
      del acl
      del backend
      del map
      del server
      dump stats-file
      echo
      experimental-mode
      expert-mode
      get acl
      get map
      hard-reload
      prepare acl
      prepare map
      publish backend
      reload
      set anon global-key
      set anon off
      set anon on
      set map
      set rate-limit
      show acl
      show anon
      show default-server
      show defaults
      show errors
      show map
      show proc
      show schema json
      show sess
      show startup-logs
      shutdown session
      unpublish backend
      wait
    `),
  },
  { feature: 'variables', names: names('get var\nset var') },
  {
    feature: 'cookies',
    names: names(`
      disable dynamic-cookie backend
      enable dynamic-cookie backend
      set dynamic-cookie-key backend
    `),
  },
  {
    feature: 'tls',
    names: names(`
      abort ssl ca-file
      abort ssl cert
      abort ssl crl-file
      add ssl ca-file
      add ssl crt-list
      add ssl jwt
      commit ssl ca-file
      commit ssl cert
      commit ssl crl-file
      del ssl ca-file
      del ssl cert
      del ssl crl-file
      del ssl crt-list
      del ssl jwt
      dump ssl cert
      new ssl ca-file
      new ssl cert
      new ssl crl-file
      set ssl ca-file
      set ssl cert
      set ssl crl-file
      set ssl ocsp-response
      set ssl tls-key
      show ssl ca-file
      show ssl cert
      show ssl crl-file
      show ssl crt-list
      show ssl jwt
      show ssl ocsp-response
      show ssl ocsp-updates
      show ssl providers
      show ssl sni
      show tls-keys
      update ssl ocsp-response
    `),
  },
  { feature: 'acme', names: names('acme challenge_ready\nacme renew\nacme status') },
  { feature: 'http', names: names('httpclient') },
  { feature: 'cache', names: names('show cache') },
  { feature: 'rings', names: names('show events') },
  { feature: 'peers', names: names('show peers') },
  { feature: 'resolvers', names: names('show resolvers') },
  { feature: 'stick-tables', names: names('clear table\nset table\nshow table') },
  { feature: 'traces', names: names('show trace\ntrace') },
];

/** Those that will not come, and why. */
export const commandsRefused: readonly { reason: string; names: readonly string[] }[] = [
  {
    reason: "Part of what HAProxy's master and its workers say to each other.",
    names: names('_loadstatus\n_send_status\nmcli-debug-mode'),
  },
  {
    reason: "Looks into HAProxy's memory, tasks and threads, of which there are none here.",
    names: names(`
      debug counters
      debug dev abort
      debug dev bug
      debug dev check
      debug dev close
      debug dev deadlock
      debug dev delay
      debug dev exit
      debug dev fd
      debug dev hash
      debug dev hex
      debug dev log
      debug dev loop
      debug dev panic
      debug dev sched
      debug dev stream
      debug dev sym
      debug dev task
      debug dev tkill
      debug dev warn
      debug dev write
      set profiling
      show activity
      show dev
      show fd
      show libs
      show pools
      show profiling
      show tasks
      show threads
    `),
  },
];
