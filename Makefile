# Start with `make check` and `make test`. Every target installs what it needs.

.PHONY: check test s3 serve postgres bench lint soak fuzz matrix docs site vectors dist clean

check:   ## run the suite against the reference implementation and, if Python is present, against the second implementation and boto3
	@Scripts/setup
	@Scripts/check

test:    ## run all tests, mutants included
	@Scripts/setup
	@Scripts/test

s3:      ## start a strict S3 at 127.0.0.1:9000 on .build/s3, with the bucket "videos"
	@Scripts/setup
	@Scripts/s3

serve:   ## start the recording service at http://localhost:8000 on .build/serve: an upload page, its API, a database and a store
	@Scripts/setup
	@Scripts/serve

postgres: ## build the program that can keep records in PostgreSQL: .build/postgres/release/video-spec
	@Scripts/setup postgres
	@Scripts/postgres

bench:   ## measure speed against peers, as ratios
	@Scripts/setup
	@Benchmarks/run

lint:    ## check formatting, vectors and snippets
	@Scripts/setup
	@Scripts/lint

soak:    ## run the long tests: many more random requests, kills and power losses, every mutant against all cases
	@Scripts/setup
	@Scripts/soak

fuzz:    ## fuzz each parser for a minute (libFuzzer)
	@Scripts/setup
	@for target in form policy key http; do Scripts/fuzz $$target 60 || exit 1; done

matrix:  ## run the suite against foreign implementations; write Docs/Compatibility.md
	@Scripts/setup
	@Scripts/matrix

docs:    ## regenerate what is generated in documents: rules, tables, examples, console output, figures
	@Scripts/setup
	@Scripts/docs

site:    ## build the documentation as a static site in .build/site (BASE=/path if it is not served at the root)
	@Scripts/setup
	@Scripts/site $(BASE)

vectors: ## import the AWS test suite and record boto3 again; the files must not change
	@Tools/vectors/import-aws-suite.py
	@$$(Scripts/python-environment) Tools/vectors/record-boto3.py

dist:    ## build the static program and the archive of vectors in dist/, and try them in a bare older Debian
	@Scripts/setup
	@Scripts/dist
	@Scripts/try-dist

clean:
	rm -rf dist .build Benchmarks/.build Fuzzing/.build
