import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

/** How many tickets wait, and how many events a second tell of them. */
interface Load {
  waiting: number;
  eventsPerSecond: number;
}

const urgencies = ['high', 'medium', 'low'] as const;
const begin = 1_767_225_600_000;

/** Where the desk stands and what is asked of it goes through, but for a queue and its events, which are made here. */
export async function busyDesk(desk: string, { waiting, eventsPerSecond }: Load) {
  const tickets = new Map<string, ReturnType<typeof ticket>>();
  const numbers: string[] = [];
  const followers = new Set<ServerResponse>();
  let position = 0;
  let told = 0;

  for (let i = 0; i < waiting; i++) add(i, urgencies[i % 3]!);

  function add(i: number, urgency: (typeof urgencies)[number]) {
    const made = ticket(i, urgency);
    tickets.set(made.number, made);
    numbers.push(made.number);
    return made;
  }

  /** One event: a third come, a third go, a third are offered to somebody. */
  function next() {
    position++;
    if (position % 3 === 0) {
      // None is high: each of those interrupts with an alert, which is no matter of this list.
      const made = add(waiting + position, position % 2 ? 'medium' : 'low');
      const { urgency, submittedAt, priority, customer, verbatim, type, source } = made;
      return event(made.number, 1, 'opened', { urgency, submittedAt, priority, customer, verbatim, type, source });
    }
    const at = (position * 7919) % numbers.length;
    const number = numbers[at]!;
    const known = tickets.get(number)!;
    known.version++;
    if (position % 3 === 1) {
      known.owner = 'sh-engineer-2';
      return event(number, known.version, 'assigned', { owner: known.owner });
    }
    tickets.delete(number);
    numbers[at] = numbers.at(-1)!;
    numbers.pop();
    return event(number, known.version, 'acknowledged', { owner: 'sh-engineer-2', firstOwner: false });
  }

  function event(number: string, version: number, kind: string, data: object) {
    told++;
    const body = {
      position,
      site: 'SH',
      number,
      version,
      at: new Date().toISOString(),
      by: 'sh-engineer-2',
      byKind: 'staff',
      kind,
      data,
    };
    return `id: ${position}\nevent: ${kind}\ndata: ${JSON.stringify(body)}\n\n`;
  }

  // In portions, as a busy feed tells them.
  let owed = 0;
  let lastAt = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    owed += ((now - lastAt) / 1000) * eventsPerSecond;
    lastAt = now;
    if (followers.size === 0) owed = 0;
    let text = '';
    for (; owed >= 1; owed--) text += next();
    if (text) for (const follower of followers) follower.write(text);
  }, 20);

  const server = createServer((asked, answer) => {
    const url = new URL(asked.url!, 'http://desk');
    const json = (content: object) => {
      answer.writeHead(200, { 'Content-Type': 'application/json', Date: new Date().toUTCString() });
      answer.end(JSON.stringify(content));
    };
    if (url.pathname === '/api/v1/queue') return json({ items: [...tickets.values()].sort(inOrder), next: null });
    if (url.pathname === '/api/v1/events/stream') {
      answer.writeHead(200, { 'Content-Type': 'text/event-stream' });
      answer.write(': open\n\n');
      followers.add(answer);
      answer.on('close', () => followers.delete(answer));
      return;
    }
    const one = tickets.get(url.pathname.replace('/api/v1/tickets/SH/', ''));
    return one ? json(one) : pass(desk, asked, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    address: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    told: () => told,
    waiting: () => tickets.size,
    close() {
      clearInterval(timer);
      server.closeAllConnections();
      server.close();
    },
  };
}

function ticket(i: number, urgency: (typeof urgencies)[number]) {
  return {
    site: 'SH',
    number: `202601-${String(i + 1).padStart(5, '0')}`,
    version: 1,
    status: 'pending',
    urgency,
    priority: { value: urgency },
    type: 'problem',
    source: 'phone',
    owner: null as string | null,
    customer: { name: `客户 ${i % 977}`, tier: i % 5 ? 'regular' : 'vip' },
    verbatim: `设备无法启动，第 ${i} 次报修`,
    submittedAt: new Date(begin + i * 1000).toISOString(),
    mergedInto: null,
    sla: { ack: { due: new Date(Date.now() + (i % 7200) * 1000).toISOString(), state: 'running', breachedAt: null, epoch: 1 } },
  };
}

const inOrder = (a: ReturnType<typeof ticket>, b: ReturnType<typeof ticket>) =>
  urgencies.indexOf(a.urgency) - urgencies.indexOf(b.urgency) || a.submittedAt.localeCompare(b.submittedAt);

function pass(desk: string, asked: IncomingMessage, answer: ServerResponse) {
  const on = request(`${desk}${asked.url}`, { method: asked.method, headers: asked.headers }, (got) => {
    answer.writeHead(got.statusCode ?? 502, got.headers);
    got.pipe(answer);
  });
  on.on('error', () => answer.destroy());
  asked.pipe(on);
}
