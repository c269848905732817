/**
 * What the desk's clock shows, as near as its answers let one know: a `Date` header is right to the second, and was written between
 * the request and its answer. Each answer leaves less room; the middle of what is left is taken.
 */
export class ServerClock {
  private least = Number.NEGATIVE_INFINITY;
  private most = Number.POSITIVE_INFINITY;

  constructor(private readonly local: () => number = Date.now) {}

  /** Takes in an answer's `Date`. */
  learn(date: string | null, sentAt: number, receivedAt: number) {
    const stated = date === null ? Number.NaN : Date.parse(date);
    if (Number.isNaN(stated)) return;
    const least = stated - receivedAt;
    const most = stated + 1000 - sentAt;

    // No room left: one of the two clocks was set. What was known before no longer counts.
    if (least > this.most || most < this.least) {
      this.least = least;
      this.most = most;
      return;
    }
    this.least = Math.max(this.least, least);
    this.most = Math.min(this.most, most);
  }

  /** Milliseconds by which the desk's clock is ahead of this machine's; 0 before the first answer. */
  get offset() {
    return Number.isFinite(this.least) ? (this.least + this.most) / 2 : 0;
  }

  now() {
    return this.local() + this.offset;
  }
}

export const serverClock = new ServerClock();
