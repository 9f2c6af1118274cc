/// The style sheet of the control plane's page.
enum ControlStyle {
  static let sheet = """
    :root { color-scheme: light dark; --paper: #fff; --ink: #1c1e21; --dim: #5d636b; --line: #d9dde2; --panel: #f5f6f8;
      --good: #17692c; --bad: #b3141b; --link: #0b57b0; --mark: #ffd54d; --mark-ink: #1c1e21; }
    @media (prefers-color-scheme: dark) {
      :root { --paper: #16181b; --ink: #e6e8eb; --dim: #9aa2ab; --line: #363b42; --panel: #1f2226;
        --good: #6fce84; --bad: #ff8a85; --link: #85b8ff; --mark: #8f6a00; --mark-ink: #fff; }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body { max-width: 70rem; margin: 0 auto; padding: 1rem; background: var(--paper); color: var(--ink);
      font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
    a { color: var(--link); }
    h1 { margin: 0 0 0.3rem; font-size: 1.5rem; }
    h2 { margin: 1.5rem 0 0.5rem; font-size: 1.15rem; }
    h3 { margin: 1rem 0 0.3rem; font-size: 1rem; }
    header p { margin: 0; color: var(--dim); }
    code, pre { font-family: ui-monospace, monospace; font-size: 0.85em; }
    section { margin: 1rem 0; padding: 0.2rem 1rem 1rem; border: 1px solid var(--line); border-left: 4px solid var(--good);
      border-radius: 0.3rem; }
    .sentence { font-weight: 600; }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1rem; margin: 0.8rem 0; }
    dt { color: var(--dim); }
    dd { margin: 0; }
    .sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 0.6rem; }
    figure { min-width: 0; margin: 0.4rem 0; }
    figcaption { color: var(--dim); font-size: 0.85rem; }
    pre { margin: 0; padding: 0.5rem; overflow: auto; background: var(--panel); border-radius: 0.3rem; white-space: pre-wrap; }
    mark { background: var(--mark); color: var(--mark-ink); outline: 1px solid var(--bad); }
    ol { margin: 0; padding: 0; list-style: none; }
    li { padding: 0.4rem 0.6rem; border-bottom: 1px solid var(--line); border-left: 4px solid var(--good); }
    section.refused, li.refused { border-left-color: var(--bad); }
    li p { margin: 0; }
    time { color: var(--dim); font-size: 0.85rem; font-variant-numeric: tabular-nums; }
    .warning { color: var(--dim); }
    @media (max-width: 36rem) {
      body { padding: 0.6rem; font-size: 0.95rem; }
      section { padding: 0.2rem 0.6rem 0.6rem; }
      dl { grid-template-columns: 1fr; gap: 0; }
      dt { margin-top: 0.35rem; font-size: 0.8rem; }
      time { display: block; }
    }

    """
}
