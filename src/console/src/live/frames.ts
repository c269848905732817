/** One event of a ticket as the desk's stream tells it. */
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

/** A server-sent event. */
export interface Frame {
  name: string;
  data: unknown;
}

/** Takes server-sent events apart, however the network cut them. */
export class FrameReader {
  private rest = '';

  read(chunk: string): Frame[] {
    const parts = (this.rest + chunk).split('\n\n');
    this.rest = parts.pop() ?? '';
    return parts.flatMap((part) => {
      const lines = part.split('\n');
      const of = (field: string) =>
        lines.filter((line) => line.startsWith(`${field}:`)).map((line) => line.slice(field.length + 1).trimStart());
      const data = of('data').join('\n');
      return data ? [{ name: of('event')[0] ?? 'message', data: JSON.parse(data) as unknown }] : [];
    });
  }
}
