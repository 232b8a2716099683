/** The page's style sheet. Colors of both schemes keep a contrast of at least 4.5 to 1 with their ground. */
export const style = `
:root{color-scheme:light dark;--ground:#fff;--ink:#1f2328;--soft:#59636e;--line:#d1d9e0;--shade:#f6f8fa;--live:#1a7f37;--drift:#cf222e;--inconclusive:#9a6700}
@media (prefers-color-scheme:dark){:root{--ground:#0d1117;--ink:#e6edf3;--soft:#9198a1;--line:#3d444d;--shade:#151b23;--live:#3fb950;--drift:#ff7b72;--inconclusive:#d29922}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif}
main{max-width:62rem;margin:0 auto;padding:2rem 1rem 4rem}
h1,h2{line-height:1.25;margin:0 0 .5rem}
h1{font-size:1.6rem}h2{font-size:1.25rem}
section{border-left:.3rem solid var(--line);padding:.25rem 0 .25rem 1rem;margin:0 0 2.5rem}
section.live{border-color:var(--live)}section.drift{border-color:var(--drift)}section.inconclusive{border-color:var(--inconclusive)}
.identity,caption{color:var(--soft)}
.scroll{overflow-x:auto;margin:1rem 0}
table{border-collapse:collapse;width:100%;font-size:.9rem}
caption{text-align:left;font-size:.8rem;padding-bottom:.25rem}
th,td{border:1px solid var(--line);padding:.35rem .6rem;text-align:left;vertical-align:top}
thead th{background:var(--shade)}
tbody th{font-weight:400;white-space:nowrap}
tr.open th,tr.open td{background:var(--shade);font-weight:600}
code{font:.9em ui-monospace,"DejaVu Sans Mono",monospace;background:var(--shade);border-radius:.25rem;padding:.1em .3em;overflow-wrap:anywhere}
.next code.command{display:block;background:var(--ground);padding:.4em .6em;margin:.35rem 0;white-space:pre-wrap}
code.command{user-select:all}
.next{background:var(--shade);border-radius:.4rem;padding:.1rem 1rem;margin:1rem 0}
summary{cursor:pointer;color:var(--soft)}
a{color:inherit}
@media print{.scroll{overflow:visible}details::details-content{content-visibility:visible;block-size:auto}}
`;
