/// The style sheet of the page. It is part of an XML document, so it contains neither `<` nor `&`.
enum HTMLStyle {
  static let sheet = """
    :root { color-scheme: light dark; --paper: #fff; --ink: #1c1e21; --dim: #5d636b; --line: #d9dde2; --panel: #f5f6f8;
      --pass: #17692c; --fail: #b3141b; --gap: #825500; --link: #0b57b0; --mark: #ffd54d; --mark-ink: #1c1e21; }
    @media (prefers-color-scheme: dark) {
      :root { --paper: #16181b; --ink: #e6e8eb; --dim: #9aa2ab; --line: #363b42; --panel: #1f2226;
        --pass: #6fce84; --fail: #ff8a85; --gap: #e8b64c; --link: #85b8ff; --mark: #8f6a00; --mark-ink: #fff; }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body { max-width: 76rem; margin: 0 auto; padding: 1rem; background: var(--paper); color: var(--ink);
      font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
    a { color: var(--link); }
    h1 { margin: 0.3rem 0 0; font-size: 1.6rem; line-height: 1.2; }
    h2 { margin: 2rem 0 0.5rem; font-size: 1.25rem; }
    code, pre { font-family: ui-monospace, monospace; font-size: 0.85em; }
    header p { margin: 0.2rem 0; color: var(--dim); }
    header .badge { display: inline-block; padding: 0.1rem 0.7rem; border: 2px solid; border-radius: 1rem; font-weight: 700; }
    .pass, header .pass { color: var(--pass); }
    .fail, header .fail { color: var(--fail); }
    .gap, header .gap { color: var(--gap); }
    .aside { color: var(--dim); }
    .reasons { font-weight: 600; }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 1rem; margin: 0.8rem 0; }
    dt { color: var(--dim); }
    dd { margin: 0; }
    .binding { font-size: 0.9rem; }
    nav { display: flex; flex-wrap: wrap; gap: 0.4rem 1.2rem; margin: 1rem 0; padding: 0.5rem 0; border-top: 1px solid var(--line);
      border-bottom: 1px solid var(--line); }
    table { width: 100%; margin: 1.2rem 0; border-collapse: collapse; table-layout: fixed; }
    caption { padding: 0.2rem 0; text-align: left; font-weight: 700; }
    th, td { padding: 0.25rem 0.3rem; border-bottom: 1px solid var(--line); vertical-align: top; text-align: right;
      font-variant-numeric: tabular-nums; }
    td { font-weight: 600; }
    th { font-weight: 400; }
    th:first-child { width: auto; text-align: left; }
    thead th { width: 5rem; color: var(--dim); font-size: 0.8rem; }
    .total { background: var(--panel); }
    summary { cursor: pointer; }
    small { color: var(--dim); }
    td ul, th ul { margin: 0.2rem 0; padding-left: 1rem; font-size: 0.85rem; list-style: none; }
    .text { margin: 0.3rem 0; color: var(--dim); font-size: 0.9rem; }
    .cause { margin: 0.8rem 0; padding: 0.6rem 0.8rem; border: 1px solid var(--line); border-left: 4px solid var(--dim);
      border-radius: 0.3rem; }
    .fail-edge { border-left-color: var(--fail); }
    h3 { margin: 0; font-size: 1.05rem; }
    .case { margin: 0.4rem 0; padding: 0.2rem 0; border-top: 1px solid var(--line); }
    .case summary { font-weight: 600; }
    .case:target, tr:target { outline: 2px solid var(--link); }
    .sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 0.6rem; }
    figure { min-width: 0; margin: 0.4rem 0; }
    figcaption { color: var(--dim); font-size: 0.85rem; }
    pre { max-height: 28rem; margin: 0; padding: 0.5rem; overflow: auto; background: var(--panel); border-radius: 0.3rem;
      white-space: pre-wrap; }
    mark { background: var(--mark); color: var(--mark-ink); outline: 1px solid var(--fail); }
    li { margin: 0.15rem 0; }
    @media (max-width: 36rem) {
      body { padding: 0.6rem; font-size: 0.95rem; }
      .cause dl { grid-template-columns: 1fr; gap: 0; }
      .cause dt { margin-top: 0.35rem; font-size: 0.8rem; }
      th, td { padding: 0.25rem 0.1rem; }
      thead th { width: 3rem; font-size: 0.65rem; }
    }
    @media print { pre { max-height: none; } nav { display: none; } }

    """
}
