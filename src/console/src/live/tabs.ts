/** What a tab says to the other tabs of the same browser. */
export interface Word {
  from: string;
  /** Whether somebody looks at the tab. */
  seen: boolean;
  /** False when it has let go of its line, or is closed. */
  holds: boolean;
}

/** What tabs talk over. */
export interface Channel {
  postMessage(word: Word): void;
  onmessage: ((message: { data: Word }) => void) | null;
}

const beatMs = 20_000;
/** Browsers let the timers of a hidden tab run once a minute: two beats may be missed. */
const lostMs = 150_000;

/**
 * Which tabs of this browser keep a line to the desk. A browser gives a desk without HTTP/2 six connections for all its tabs, and agents
 * have more tabs than that. Whoever is looked at has a line; of the hidden ones a single one has, so that an alert is heard; the others go
 * on where they were once somebody looks.
 */
export class Tabs {
  private readonly others = new Map<string, { seen: boolean; at: number }>();
  private readonly turns = new Set<() => void>();
  private holds = true;

  constructor(
    private readonly isHidden: () => boolean,
    private readonly channel: Channel | null,
    private readonly id = Math.random().toString(36).slice(2),
  ) {
    if (channel) channel.onmessage = ({ data }) => this.hear(data);
    this.say();
  }

  /** Once every {@link beatMs}, and when the tab is shown or hidden. */
  beat = () => {
    this.look();
    if (this.holds) this.say();
    for (const turn of this.turns) turn();
  };

  /** The tab is closed: the next one takes over at once. */
  leave = () => this.channel?.postMessage({ from: this.id, seen: false, holds: false });

  /** Begins a line whenever somebody looks at the tab, and ends it when nobody does. */
  whileSeen(begin: (stop: AbortSignal) => void, stop: AbortSignal) {
    this.during(() => !this.isHidden(), begin, stop);
  }

  /** The same, but of all hidden tabs one keeps its line. */
  whileNeeded(begin: (stop: AbortSignal) => void, stop: AbortSignal) {
    this.during(() => this.holds, begin, stop);
  }

  private during(isWanted: () => boolean, begin: (stop: AbortSignal) => void, stop: AbortSignal) {
    let line: AbortController | null = null;
    const turn = () => {
      const wanted = !stop.aborted && isWanted();
      if (wanted === (line !== null)) return;
      line?.abort();
      line = wanted ? new AbortController() : null;
      if (line) begin(line.signal);
    };
    this.turns.add(turn);
    stop.addEventListener('abort', () => {
      this.turns.delete(turn);
      turn();
    });
    turn();
  }

  private hear({ from, seen, holds }: Word) {
    if (holds) this.others.set(from, { seen, at: Date.now() });
    else this.others.delete(from);
    // Only a change is answered: two tabs that answered every word would never stop talking.
    if (this.look()) this.say();
    for (const turn of this.turns) turn();
  }

  /** Whether that has changed who holds a line. */
  private look() {
    for (const [id, { at }] of this.others) if (Date.now() - at > lostMs) this.others.delete(id);
    const isSpared = [...this.others].some(([id, { seen }]) => seen || id < this.id);
    const holds = !this.isHidden() || !isSpared;
    const isNew = holds !== this.holds;
    this.holds = holds;
    return isNew;
  }

  private say() {
    this.channel?.postMessage({ from: this.id, seen: !this.isHidden(), holds: this.holds });
  }
}

export const tabs = new Tabs(
  () => document.hidden,
  typeof BroadcastChannel === 'undefined' ? null : (new BroadcastChannel('desk-tabs') as unknown as Channel),
);
document.addEventListener('visibilitychange', tabs.beat);
addEventListener('pagehide', tabs.leave);
addEventListener('pageshow', tabs.beat);
setInterval(tabs.beat, beatMs);
