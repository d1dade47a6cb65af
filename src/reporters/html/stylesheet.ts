// How the page looks on a phone, a laptop and A4 paper. Severities are words too, never colour alone.

export const stylesheet = `
:root { --critical: #8b1a4f; --high: #b3261e; --medium: #9a5b00; --low: #1f5f8b; --info: #5a6068; --none: #2e6b34; --missed: #333; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 70rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; color: #1b1b1f; background: #fff; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; } h3 { font-size: 1rem; margin: 0 0 .25rem; }
p { margin: .25rem 0; } .quiet { color: #5a6068; font-size: .875rem; }
svg { width: 100%; height: 1.5rem; border-radius: .25rem; }
rect.critical { fill: var(--critical); } rect.high { fill: var(--high); } rect.medium { fill: var(--medium); } rect.low { fill: var(--low); }
rect.info { fill: var(--info); } rect.none { fill: var(--none); } rect.missed { fill: var(--missed); }
.key, .badge { background: var(--info); color: #fff; } .critical.key, .badge.critical { background: var(--critical); }
.key.high, .badge.high { background: var(--high); } .key.medium, .badge.medium { background: var(--medium); }
.key.low, .badge.low { background: var(--low); } .key.none { background: var(--none); } .key.missed { background: var(--missed); }
.key { display: inline-block; width: .75rem; height: .75rem; margin-right: .4rem; border-radius: .15rem; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; padding: 0; margin: .5rem 0; }
.badge { border-radius: .25rem; padding: .1rem .45rem; font-size: .8rem; font-weight: 600; }
.finding { border: 1px solid #d5d7db; border-radius: .4rem; padding: .75rem 1rem; margin: .75rem 0; break-inside: avoid; }
.finding ul { margin: .25rem 0; padding-left: 1.25rem; }
code, pre { font: .875rem/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { background: #f3f4f6; padding: .5rem .75rem; border-radius: .25rem; white-space: pre-wrap; margin: .5rem 0 0; }
.filters { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; }
fieldset { border: 0; padding: 0; margin: 0; display: flex; flex-wrap: wrap; gap: .25rem .75rem; } legend { float: left; margin-right: .75rem; }
input[type=search] { font: inherit; padding: .2rem .5rem; min-width: 14rem; max-width: 100%; }
section { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #d5d7db; } th { font-weight: 600; }
td.some { font-weight: 700; } td.unprotected { color: var(--high); font-weight: 700; } td.exempt { color: var(--medium); } td.protected { color: var(--none); }
#accounts table { table-layout: fixed; } #accounts thead th { width: 34%; } #accounts thead :nth-child(-n + 2) { width: 16%; }
#accounts, .finding, #findings li { overflow-wrap: anywhere; } td.missed { color: var(--high); } a { color: inherit; }
[hidden] { display: none !important; }
@media (max-width: 45rem) { #accounts thead, #rules thead { display: none; } #accounts tr, #rules tr { display: block; border-bottom: 1px solid #d5d7db; padding: .4rem 0; }
  #accounts th, #accounts td, #rules th, #rules td { display: block; border: 0; padding: .05rem 0; }
  #rules td:nth-child(3)::before { content: "failing hosts: "; } }
@page { size: A4; margin: 15mm; }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } .filters { display: none; } section { overflow: visible; }
  tr { break-inside: avoid; } #accounts tr { break-inside: auto; } thead { display: table-header-group; } h2 { break-after: avoid; } * { print-color-adjust: exact; } }
`;
