// Times as a reader wants them: `0.2s`, `12.0s`, `3m05s`.

/** Milliseconds as a short duration; negative and broken ones count as 0. */
export function formatDuration(milliseconds: number): string {
  const tenths = Number.isFinite(milliseconds) ? Math.max(0, Math.round(milliseconds / 100)) : 0;
  if (tenths < 600) return `${(tenths / 10).toFixed(1)}s`;
  const seconds = Math.round(tenths / 10);
  return `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, '0')}s`;
}
