import type { ExportFormat, FromExpertsView } from '../../../protocol/expertsView.js';
import { expertsViewVersion } from '../../../protocol/expertsView.js';
import type { HostContext } from '../../shared/hostContext.js';

/** Everything the view asks of the extension host. Components raise events; only this class posts. */
export class ExpertsActions {
  private watched = '';

  constructor(private readonly host: HostContext) {}

  ready(): void {
    this.watched = '';
    this.post({ type: 'ready', version: expertsViewVersion });
  }

  /** @returns false when exactly this is watched already */
  watch(requestIds: readonly string[], session: boolean): boolean {
    const key = JSON.stringify([requestIds, session]);
    if (key === this.watched) return false;
    this.watched = key;
    this.post({ type: 'watch', requestIds: [...requestIds], session });
    return true;
  }

  setRecording(recording: boolean): void {
    this.post({ type: 'setRecording', recording });
  }

  export(format: ExportFormat, requestId: string | undefined): void {
    this.post({ type: 'export', format, ...(requestId !== undefined && { requestId }) });
  }

  clear(): void {
    this.post({ type: 'clear' });
  }

  private post(message: FromExpertsView): void {
    this.host.post(message);
  }
}
