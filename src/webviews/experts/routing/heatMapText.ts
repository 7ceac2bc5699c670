import { formatCount, formatNumber, formatTimes, plural } from '../../shared/format.js';
import type { HeatMapScene } from './heatMapScene.js';
import { expertAt } from './heatMapScene.js';

/** What a cell says to those who point at it or cannot see it. */
export function cellText(scene: HeatMapScene, row: number, column: number): string {
  const place = scene.rows[row];
  if (!place) return '';
  if (place.kind === 'dense') return `Layer ${place.layer} is dense: it has no routed experts`;
  const expert = expertAt(scene, place.index, column);
  const cell = place.index * scene.expertCount + expert;
  const value = scene.values[cell] ?? NaN;
  const who = `Layer ${place.layer}, expert ${expert}`;
  if (Number.isNaN(value)) return `${who}: not computed for these tokens`;
  if (scene.valueKind === 'difference') {
    const sign = value > 0 ? '+' : '';
    return `${who}: ${sign}${formatNumber(value, 2)} × uniform in B against A`;
  }
  const count = scene.counts?.[cell] ?? 0;
  if (count === 0) return `${who}: never chosen`;
  return `${who}: ${plural(count, 'token')}, ${formatTimes(value)} uniform`;
}

/** One sentence in the place of the picture. */
export function sceneText(scene: HeatMapScene): string {
  const moeLayers = scene.rows.filter(({ kind }) => kind === 'moe').length;
  const denseLayers = scene.rows.length - moeLayers;
  const size = `${plural(moeLayers, 'MoE layer')} by ${plural(scene.expertCount, 'routed expert')}`;
  const shared =
    scene.sharedExpertCount > 0
      ? `, ${plural(scene.sharedExpertCount, 'shared expert')} always on`
      : '';
  const dense = denseLayers > 0 ? `, ${plural(denseLayers, 'dense layer')}` : '';
  return `Heat map of ${size}${shared}${dense}. ${extremes(scene)}`;
}

function extremes(scene: HeatMapScene): string {
  let top = -1;
  let never = 0;
  scene.values.forEach((value, cell) => {
    if (Number.isNaN(value)) return;
    if (top === -1 || Math.abs(value) > Math.abs(scene.values[top] ?? 0)) top = cell;
    if (scene.counts?.[cell] === 0) never++;
  });
  if (top === -1) return 'No tokens.';
  const value = scene.values[top] ?? NaN;
  const row = scene.rows.find(
    (each) => each.kind === 'moe' && each.index === Math.floor(top / scene.expertCount),
  );
  const who = `layer ${row?.layer ?? 0}, expert ${top % scene.expertCount}`;
  return scene.valueKind === 'difference'
    ? `Largest difference: ${who}, ${formatNumber(value, 2)} times uniform.`
    : `Busiest: ${who}, ${formatTimes(value)} uniform. ${formatCount(never)} never chosen.`;
}
