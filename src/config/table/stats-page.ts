/** `stats …` of proxies: the statistics page. HAProxy looks at no word after those that it needs. Source: configuration.txt, 4.2. */
import { time } from '../arguments/time.js';
import type { AnyKeyword } from '../registry.js';
import { condition } from './condition.js';
import { anything, atLeast, everyProxy, later, text, type Syntax } from './later.js';

const setting = (name: string, summary: string, syntax: Syntax = anything) =>
  later({ ...everyProxy, keyword: `stats ${name}`, feature: 'stats-page', httpOnly: 'warned', summary, syntax });

export const statsPageKeywords: readonly AnyKeyword[] = [
  setting('enable', 'Serves the page.'),
  setting('uri', 'Its path.', atLeast(text('<prefix>'))),
  setting('realm', 'What it asks a password for.', atLeast(text('<realm>'))),
  setting('auth', 'A user and a password.', atLeast(text('<user>:<password>'))),
  setting('scope', 'Which proxies it shows.', atLeast(text('<proxy>'))),
  setting('refresh', 'How often browsers load it again.', atLeast({ ...time, notation: '<delay>' })),
  setting('hide-version', 'Does not show the version.'),
  setting('show-version', 'Shows the version.'),
  setting('show-legends', 'Shows more of each row.'),
  setting('show-modules', 'Shows what modules count.'),
  setting('show-node', "Shows the node's name."),
  setting('show-desc', 'Shows a description.'),
  setting('admin', 'Who may change servers by it.', (line) => condition(line, { required: true })),
  setting('http-request', 'Rules for its requests.', (line) => {
    const action = line.oneOf('allow', 'deny', 'auth');
    if (action === 'auth' && line.takes('realm')) line.read(text('<realm>'));
    condition(line);
  }),
];
