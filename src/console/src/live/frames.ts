/** One event of the desk as the stream tells it. */
export interface LiveEvent {
  position: number;
  site: string;
  number: string;
  version: number;
  at: string;
  by: string;
  byKind: string;
  kind: string;
  data: Record<string, unknown>;
}

/** Takes server-sent events apart, however the network cut them. */
export class FrameReader {
  private rest = '';

  read(chunk: string): LiveEvent[] {
    const parts = (this.rest + chunk).split('\n\n');
    this.rest = parts.pop() ?? '';
    return parts.flatMap((part) => {
      const data = part
        .split('\n')
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice(5).trimStart())
        .join('\n');
      return data ? [JSON.parse(data) as LiveEvent] : [];
    });
  }
}
