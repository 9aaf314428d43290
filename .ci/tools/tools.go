//go:build tools

// Package tools pins the programs that the tests run, by the module versions in go.mod.
package tools

import (
	_ "github.com/cloudflare/pint/cmd/pint"
	_ "github.com/llm-d/llm-d-inference-sim/cmd/llm-d-inference-sim"
	_ "github.com/prometheus/prometheus/cmd/prometheus"
	_ "github.com/prometheus/prometheus/cmd/promtool"
	_ "github.com/yannh/kubeconform/cmd/kubeconform"
	_ "helm.sh/helm/v3/cmd/helm"
)
