/**
 * process_*: memory and CPU of the whole process under the names that all Prometheus clients use, and how busy the main
 * thread is. prom-client's default metrics are not used: their heap and event-loop figures would be those of the main
 * thread alone, which carries no traffic, and their count of descriptors lists /proc/self/fd at each scrape.
 */
import { performance } from 'node:perf_hooks';
import type { Family } from '../metric.js';
import type { Scrape } from '../scrape.js';

export const runtimeFamily = {
  title: 'Memory and CPU',
  labelNames: [],
  subjects: (scrape) => [scrape],
  labels: () => ({}),
  metrics: [
    {
      name: 'process_cpu_user_seconds_total',
      type: 'counter',
      help: 'CPU time in user mode, all threads.',
      value: () => process.cpuUsage().user / 1e6,
    },
    {
      name: 'process_cpu_system_seconds_total',
      type: 'counter',
      help: 'CPU time in the kernel, all threads.',
      value: () => process.cpuUsage().system / 1e6,
    },
    {
      name: 'process_cpu_seconds_total',
      type: 'counter',
      help: 'CPU time, all threads.',
      value: () => {
        const { user, system } = process.cpuUsage();
        return (user + system) / 1e6;
      },
    },
    {
      name: 'process_resident_memory_bytes',
      type: 'gauge',
      help: 'Resident memory.',
      value: () => process.memoryUsage.rss(),
    },
    {
      name: 'process_start_time_seconds',
      type: 'gauge',
      help: 'When the process started, Unix time.',
      value: ({ inventory }) => inventory.process.startedMs / 1000,
    },
    {
      name: 'process_max_fds',
      type: 'gauge',
      help: 'Limit of file descriptors.',
      value: ({ inventory }) => inventory.process.maxFds,
    },
    {
      name: 'headrace_main_thread_busy_seconds_total',
      type: 'counter',
      help: 'Time the main thread, which carries no traffic, has worked and not waited.',
      value: () => performance.eventLoopUtilization().active / 1000,
    },
  ],
} satisfies Family<Scrape>;
