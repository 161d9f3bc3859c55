extension Mistake {
    static let inQueries = [
        Mistake(
            "a query without what it measures", "collectors",
            "collectors:\n- { name: a, prometheus: { query: up } }",
            #"routes/collectors.yaml:2:26: this entry of prometheus has no "title"; add it"#
        ),
        Mistake(
            "a program and a query", "collectors",
            "collectors:\n- { name: a, run: [kubectl, get, pods], prometheus: { query: up, title: Up } }",
            #"routes/collectors.yaml:2:19: the collector has run and prometheus; write one of run, prometheus and http"#
        ),
        Mistake(
            "a label that would choose the metric", "collectors",
            "collectors:\n- { name: a, prometheus: { title: Up, query: '{label:job}_total' } }",
            #"routes/collectors.yaml:2:46: query: {label:job} stands outside of quotes, where only a label of type int or duration may; write it as the value of a matcher, such as namespace="{label:namespace}""#
        ),
        Mistake(
            "a string of PromQL without an end", "collectors",
            "collectors:\n- { name: a, prometheus: { title: Up, query: 'up{job=\"x}' } }",
            #"routes/collectors.yaml:2:46: query: a string that " begins has no end"#
        ),
        Mistake(
            "more points than a chart can show", "collectors",
            "collectors:\n- { name: a, prometheus: { title: Up, query: up, range: 1d, step: 15s } }",
            #"routes/collectors.yaml:2:67: range has 5760 steps, 1000 at most may be asked; make step longer, or leave it out"#
        ),
        Mistake(
            "two limits", "collectors",
            "collectors:\n- { name: a, prometheus: { title: Up, query: up, above: 1, below: 0 } }",
            #"routes/collectors.yaml:2:67: there is an above and a below; write one of both"#
        ),
        Mistake(
            "a limit that is no number", "collectors",
            "collectors:\n- { name: a, prometheus: { title: Up, query: up, above: 1% } }",
            #"routes/collectors.yaml:2:57: above is "1%"; a number such as 0.01 or 5 is expected"#
        ),
        Mistake(
            "a step without a range", "collectors",
            "collectors:\n- { name: a, prometheus: { title: Up, query: up, step: 15s } }",
            #"routes/collectors.yaml:2:56: step has no effect without range; add it, or leave step out"#
        ),
        Mistake(
            "a level without a limit", "collectors",
            "collectors:\n- { name: a, prometheus: { title: Up, query: up, level: critical } }",
            #"routes/collectors.yaml:2:57: level has no effect without above or below; leave it out"#
        ),
        Mistake(
            "a sandbox around a query", "collectors",
            "collectors:\n- { name: a, sandbox: none, prometheus: { title: Up, query: up } }",
            #"routes/collectors.yaml:2:23: sandbox has no effect beside prometheus; leave it out"#
        ),
        Mistake(
            "a baseline of a query, whose chart has its past", "collectors",
            "collectors:\n- { name: a, baseline: 1h, prometheus: { title: Up, query: up } }",
            #"routes/collectors.yaml:2:24: baseline has no effect beside prometheus: only what a program (run) prints is compared with how it was; leave it out"#
        ),
        Mistake(
            "a baseline each minute", "collectors",
            "collectors:\n- { name: a, baseline: 1m, run: [kubectl, get, pods] }",
            #"routes/collectors.yaml:2:24: baseline is 1m; it must be from 10m to 7d"#
        ),
    ]
}
