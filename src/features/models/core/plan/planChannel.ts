import * as v from 'valibot';
import type { Disposable } from '../../../../base/disposable.js';
import { DisposableStore } from '../../../../base/disposableStore.js';
import { errorMessage } from '../../../../base/errorMessage.js';
import type { Event } from '../../../../base/event.js';
import type { Log } from '../../../../base/log.js';
import type { LoadModelParams } from '../../../../protocol/engineProtocol.js';
import type { EngineState } from '../../../../protocol/engineState.js';
import type { LoadedPlan, ModelPlan } from '../../../../protocol/modelPlan.js';
import type { PlanChoice, PlanViewState, ToPlanView } from '../../../../protocol/planView.js';
import { fromPlanViewSchema } from '../../../../protocol/planView.js';
import type { Translate } from '../../../../base/translate.js';
import type { LoadSettings } from '../loadParams.js';
import { loadParams } from '../loadParams.js';

export interface PlanChannelOptions {
  readonly post: (message: ToPlanView) => void;
  /** The model to plan for. */
  readonly path: string;
  readonly engine: {
    readonly state: EngineState;
    readonly onDidChangeState: Event<EngineState>;
    planModel(params: LoadModelParams, signal?: AbortSignal): Promise<ModelPlan>;
  };
  readonly settings: () => LoadSettings;
  /** Loads the model with what the user chose. */
  readonly load: (path: string, choice: PlanChoice) => Promise<void>;
  readonly log: Log;
  readonly t: Translate;
}

/** The host's end of the view of one model's memory plan. */
export class PlanChannel implements Disposable {
  private readonly disposables = new DisposableStore();
  private plan: ModelPlan | undefined;
  private planning: AbortController | undefined;

  constructor(private readonly options: PlanChannelOptions) {
    this.disposables.add(
      options.engine.onDidChangeState(() => {
        this.handleState();
      }),
    );
  }

  receive(message: unknown): void {
    const parsed = v.safeParse(fromPlanViewSchema, message);
    if (!parsed.success) {
      this.options.log.warn('The memory plan sent a message that makes no sense.');
      return;
    }
    if (parsed.output.type === 'load') void this.load(parsed.output.choice);
    else void this.refresh();
  }

  dispose(): void {
    this.planning?.abort();
    this.disposables.dispose();
  }

  private async refresh(): Promise<void> {
    const { engine, path, settings, t } = this.options;
    this.planning?.abort();
    const planning = new AbortController();
    this.planning = planning;
    this.post({ kind: 'busy', text: t('Reading the model’s header and measuring the machine …') });
    try {
      const plan = await engine.planModel(loadParams(path, settings()), planning.signal);
      if (planning.signal.aborted) return;
      this.plan = plan;
      this.postPlan();
    } catch (error) {
      if (!planning.signal.aborted) this.post({ kind: 'failed', message: errorMessage(error) });
    }
  }

  private async load(choice: PlanChoice): Promise<void> {
    try {
      await this.options.load(this.options.path, choice);
    } catch (error) {
      this.post({ kind: 'failed', message: errorMessage(error) });
    }
  }

  private handleState(): void {
    const { state } = this.options.engine;
    if (!this.plan) return;
    if (state.kind === 'ready' || state.kind === 'loading') this.postPlan();
    else if (state.kind === 'idle' && state.error) {
      this.post({ kind: 'failed', message: state.error.message });
    }
  }

  private postPlan(): void {
    const { plan } = this;
    const { engine, settings, path } = this.options;
    if (!plan) return;
    const { contextSize, threads, gpuLayers, expertsOnCpu } = settings();
    const { state } = engine;
    const loaded = loadedPlan(state, path);
    this.post({
      kind: 'plan',
      plan,
      choice: { contextSize, threads, gpuLayers, expertsOnCpu },
      ...(loaded && { loaded }),
      isLoading: state.kind === 'loading',
    });
  }

  private post(state: PlanViewState): void {
    this.options.post({ type: 'state', state });
  }
}

function loadedPlan(state: EngineState, path: string): LoadedPlan | undefined {
  return state.kind === 'ready' && state.model.file.path === path ? state.model.plan : undefined;
}
