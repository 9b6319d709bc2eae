"""A job for the workers of these tests: `celery worker --include tests.infra.echo_job`."""

from directorate.jobs.registry import handler

ECHO = "test.echo"


@handler(ECHO)
def echo(job, at):
    return {"said": job.payload["word"]}
