# What a newcomer needs is `make check` and `make test`. Every target installs what it needs.

.PHONY: check test bench lint soak fuzz matrix docs site vectors dist clean

check:   ## put the suite to the reference implementation, and to boto3 where Python is at hand
	@Scripts/setup
	@Scripts/check

test:    ## all tests, mutants included
	@Scripts/setup
	@Scripts/test

bench:   ## speed against the peers, as ratios
	@Scripts/setup
	@Benchmarks/run

lint:    ## formatting, the vectors, the documents and the snippets
	@Scripts/setup
	@Scripts/lint

soak:    ## long runs: many more random requests, kills and losses of power, every mutant against the whole corpus
	@Scripts/setup
	@Scripts/soak

fuzz:    ## any bytes to the parsers, a minute each (libFuzzer)
	@Scripts/setup
	@for target in form policy key; do Scripts/fuzz $$target 60 || exit 1; done

matrix:  ## the foreign implementations that can be had, and Docs/Compatibility.md
	@Scripts/setup
	@Scripts/matrix

docs:    ## write anew what is generated: chapters' rules, Docs/Requirements.md, tables, examples and figures
	@Scripts/setup
	@VIDEO_SPEC_UPDATE_DOCUMENTS=1 Scripts/swift-test --filter 'Document|AdapterTutorial|ProtocolSchemaTests/table|BrowserTypeTests/table'

site:    ## the documentation as a static site, in .build/site (BASE=/path where it is not served at the root)
	@Scripts/setup
	@Scripts/site $(BASE)

vectors: ## import the AWS suite and record boto3 again; the files must not change
	@Tools/vectors/import-aws-suite.py
	@$$(Scripts/python-environment) Tools/vectors/record-boto3.py

dist:    ## one static program and the vectors' archive, below dist/, tried in a bare older Debian
	@Scripts/setup
	@Scripts/dist
	@Scripts/try-dist

clean:
	rm -rf dist .build Benchmarks/.build Fuzzing/.build
