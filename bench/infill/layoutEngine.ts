/**
 * The engine process with another FIM prompt layout than the loaded model's profile says, to find the best one. Forked
 * instead of the product's engine; SWITCHYARD_BENCH_LAYOUT holds the changes to the profile as JSON.
 */
import process from 'node:process';
import * as v from 'valibot';
import { serve } from '../../src/engine/serve.js';
import { ModelRuntime } from '../../src/engine/runtime/modelRuntime.js';

const { engineFile, ...layout } = v.parse(
  v.object({
    /** The product's engine, which self-tests of GPU backends start. */
    engineFile: v.string(),
    fimOrder: v.optional(v.picklist(['psm', 'spm'])),
    fileHeader: v.optional(v.picklist(['none', 'fileSeparator'])),
  }),
  JSON.parse(process.env['SWITCHYARD_BENCH_LAYOUT'] ?? ''),
);

const open = ModelRuntime.open.bind(ModelRuntime);
ModelRuntime.open = async (options) => {
  const runtime = await open(options);
  return Object.assign(runtime, { profile: { ...runtime.profile, ...layout } });
};

serve(engineFile, { kind: 'missing', reason: 'The benchmark does not measure routing.' });
