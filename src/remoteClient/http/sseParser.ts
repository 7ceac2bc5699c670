import { StringDecoder } from 'node:string_decoder';

/** One event of a server-sent event stream. */
export interface ServerSentEvent {
  /** Its type; empty where the stream names none. */
  readonly event: string;
  readonly data: string;
}

/**
 * Reads a server-sent event stream (WHATWG HTML, section 9.2) from bytes that are cut anywhere. Comments, ids and retry
 * times are left out; a field `error`, as llama.cpp writes it, becomes an event of that type.
 */
export class SseParser {
  private readonly decoder = new StringDecoder('utf8');
  private line = '';
  private event = '';
  private data: string[] = [];
  private dataLength = 0;
  private isStart = true;
  /** The last piece ended with a carriage return, whose line feed may follow. */
  private endedInCr = false;

  /** @param mostCharacters of one event @throws RangeError where an event is longer */
  constructor(private readonly mostCharacters: number) {}

  push(bytes: Buffer): ServerSentEvent[] {
    return this.pushText(this.decoder.write(bytes));
  }

  /** The stream has ended; an event without its blank line counts, as some servers leave it out. */
  end(): ServerSentEvent[] {
    const events = this.pushText(`${this.decoder.end()}\n\n`);
    return events;
  }

  private pushText(decoded: string): ServerSentEvent[] {
    if (decoded === '') return [];
    let text = decoded;
    if (this.endedInCr && text.startsWith('\n')) text = text.slice(1);
    this.endedInCr = decoded.endsWith('\r');
    if (this.isStart && text !== '') {
      if (text.startsWith('\uFEFF')) text = text.slice(1);
      this.isStart = false;
    }
    const events: ServerSentEvent[] = [];
    const lines = text.split(/\r\n|\n|\r/);
    const rest = lines.pop() ?? '';
    for (const line of lines) {
      const event = this.takeLine(this.line + line);
      this.line = '';
      if (event) events.push(event);
    }
    this.line += rest;
    if (this.line.length + this.dataLength > this.mostCharacters) {
      throw new RangeError('An event of the stream is too long.');
    }
    return events;
  }

  private takeLine(line: string): ServerSentEvent | undefined {
    if (line === '') return this.dispatch();
    const colon = line.indexOf(':');
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') this.event = value;
    if (name === 'error') this.event = 'error';
    if (name === 'data' || name === 'error') {
      this.data.push(value);
      this.dataLength += value.length;
    }
    return undefined;
  }

  private dispatch(): ServerSentEvent | undefined {
    const { event, data } = this;
    this.event = '';
    this.data = [];
    this.dataLength = 0;
    return data.length === 0 ? undefined : { event, data: data.join('\n') };
  }
}
