# Checks of `pint lint --offline` on the rendered rules; run by tests/live/rules.test.ts.
parser {
  schema = "prometheus"
}

rule {
  match {
    kind = "alerting"
  }

  annotation "summary" {
    severity = "bug"
    required = true
  }
  annotation "description" {
    severity = "bug"
    required = true
  }
  annotation "dashboard_url" {
    severity = "bug"
    required = true
    value    = "https?://.+"
  }
  annotation "runbook_url" {
    severity = "bug"
    required = true
    value    = "https?://.+#.+"
  }
  label "severity" {
    severity = "bug"
    required = true
    value    = "critical|warning|info|none"
  }
}

# Dashboards and alerts find a model by job and name.
rule {
  match {
    kind = "recording"
  }

  aggregate ".+" {
    severity = "bug"
    keep     = ["job"]
  }
}

# A mean over two minutes of a series that another group records every half minute does not depend on their order.
rule {
  match {
    name = "job_model:slo_.+:avg_rate5m"
  }
  disable = ["rule/dependency"]
}
