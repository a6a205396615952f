// The status page's style: one sheet, no files from elsewhere, light and dark.
export const pageStyle = `
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--line:#dfe4ea;--card:#fff;--back:#f5f7f9;--good:#18794e;--bad:#b42318;--link:#0b5cad}
@media (prefers-color-scheme:dark){:root{--ink:#e8ecf1;--soft:#9aa6b4;--line:#2d3641;--card:#1a212a;--back:#12171d;--good:#4cc38a;--bad:#ff8a7a;--link:#7cb8ff}}
*{box-sizing:border-box}body{margin:0;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--back)}
header{display:flex;justify-content:space-between;align-items:baseline;padding:14px 24px;border-bottom:1px solid var(--line);background:var(--card)}
h1{font-size:20px;margin:0}h2{font-size:18px;margin:20px 0 8px}h3{font-size:15px;margin:0 0 8px}
main{max-width:1200px;margin:0 auto;padding:8px 24px 48px}nav a,a{color:var(--link)}nav a{margin-left:14px}
.card{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:16px;margin:12px 0;overflow-x:auto}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:6px 10px;border-bottom:1px solid var(--line);vertical-align:top}th{color:var(--soft);font-weight:600;font-size:13px}
.n{text-align:right;font-variant-numeric:tabular-nums}small{color:var(--soft)}.good{color:var(--good)}.bad{color:var(--bad)}summary{cursor:pointer;padding:6px 0;font-weight:600}
input,button{font:inherit;padding:6px 10px;border:1px solid var(--line);border-radius:6px;background:var(--card);color:var(--ink)}button{background:var(--link);color:#fff;border:0}
`
