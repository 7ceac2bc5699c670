import type { LoadedModel } from '../../../../protocol/engineProtocol.js';
import type { CompletionRequest } from '../completionRequest.js';
import type { CursorText } from '../cursorText.js';
import { readCursorText } from '../cursorText.js';
import type { DecodeLimits } from '../decodeLimits.js';
import type { PromptBudget } from '../windowBudget.js';
import { windowBudget } from '../windowBudget.js';
import type { ContextPlace, ContextProvider, PlaceContext } from './contextProvider.js';
import { noContext } from './contextProvider.js';

/** A place in a document for a model. */
export interface Surrounded {
  readonly request: CompletionRequest;
  readonly cursor: CursorText;
  readonly model: LoadedModel;
}

/** What a prompt is made of: the text around the cursor and, for models that know it, text from other places. */
export class Surroundings {
  private lastUri: string | undefined;

  constructor(
    private readonly provider: ContextProvider | undefined,
    private readonly limits: DecodeLimits,
  ) {}

  /** The engine is asked about this document now. */
  asked({ uri }: CursorText): void {
    this.lastUri = uri;
  }

  /** Reads the lines that the model's window has room for. */
  cursorText(request: CompletionRequest, model: LoadedModel): CursorText {
    return readCursorText(request, this.budget(model));
  }

  /** Never rejects; without anything for models that never saw other files before the one to complete. */
  async context(surrounded: Surrounded): Promise<PlaceContext> {
    const place = this.placeOf(surrounded);
    return place && this.provider ? this.provider.contextFor(place) : noContext;
  }

  /** @returns true when the model would have to read more than what was typed since it was asked last */
  async refresh(surrounded: Surrounded): Promise<boolean> {
    const comesFromElsewhere = this.lastUri !== surrounded.cursor.uri;
    const place = this.placeOf(surrounded);
    const isExchanged = place !== undefined && (await this.provider?.refresh(place)) === true;
    return isExchanged || comesFromElsewhere;
  }

  private placeOf({ request, model }: Surrounded): ContextPlace | undefined {
    const roomCharacters = this.budget(model).contextCharacters;
    if (roomCharacters === 0) return undefined;
    return { document: request.document, position: request.position, roomCharacters };
  }

  private budget({ contextSize, contextFiles, backend }: LoadedModel): PromptBudget {
    return windowBudget(contextSize, this.limits.blockTokens, {
      isFast: backend.backend !== 'cpu',
      seesOtherFiles: this.provider !== undefined && contextFiles === true,
    });
  }
}
