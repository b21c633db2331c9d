package dev.scalingstages.requirements.stage5;

import dev.scalingstages.testing.Violations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is wrong with the pipeline that tests, diffs and deploys (S5.4), by the few lines of the workflow's YAML that
 * matter here.
 */
final class AutoscaledPipelineCheck {
    private static final Pattern ACTION = Pattern.compile("uses: *(\\S+)");
    private static final Pattern PINNED = Pattern.compile("\\./.+|[\\w.-]+/[\\w./-]+@[0-9a-f]{40}");
    private static final Pattern STORED_KEY =
            Pattern.compile("(?i)aws[_-]access[_-]key[_-]id|aws[_-]secret[_-]access[_-]key|\\bAKIA[0-9A-Z]{16}\\b");
    private static final Pattern AWS_SECRET = Pattern.compile("(?i)secrets\\.\\w*(aws|access_key)\\w*");
    private static final Pattern NEEDS = Pattern.compile("(?m)^ {4}needs: *\\[?([\\w, -]+)]?");

    private AutoscaledPipelineCheck() {}

    static List<String> violations(String workflow) {
        String yaml = workflow.replaceAll("(?m)(^| )#.*$", "");
        Map<String, String> jobs = jobs(yaml);
        String diff = jobWith(jobs, "cdk diff");
        String deploy = jobWith(jobs, "bin/release");
        Violations violations = new Violations()
                .unless(!STORED_KEY.matcher(yaml).find(), "a long-lived key of AWS is stored")
                .unless(!AWS_SECRET.matcher(yaml).find(), "a secret of AWS is stored")
                .unless(!yaml.contains("write-all"), "the workflow may write everything")
                .unless(!diff.isEmpty(), "nothing shows what would change")
                .unless(!deploy.isEmpty(), "nothing deploys");
        if (diff.isEmpty() || deploy.isEmpty()) {
            return violations;
        }
        Set<String> beforeDiff = before(jobs, diff);
        for (String job : List.of(diff, deploy)) {
            violations
                    .unless(jobs.get(job).contains("id-token: write"), job + " has no identity token")
                    .unless(jobs.get(job).contains("role-to-assume:"), job + " assumes no role");
        }
        Matcher action = ACTION.matcher(yaml);
        while (action.find()) {
            violations.unless(PINNED.matcher(action.group(1)).matches(), action.group(1) + " is not pinned");
        }
        return violations
                .unless(before(jobs, deploy).contains(diff), "it deploys before it shows what would change")
                .unless(
                        beforeDiff.stream().anyMatch(job -> runsTests(jobs.get(job))),
                        "it goes on before the tests have passed")
                .unless(
                        jobs.get(diff).contains("bin/check-account"),
                        "nobody asks the account before a deploy is approved")
                .unless(
                        jobs.get(deploy).indexOf("./smoke") > jobs.get(deploy).indexOf("bin/release"),
                        "nobody tries what was deployed")
                .unless(jobs.get(deploy).contains("environment:"), "nobody approves a deploy")
                .unless(
                        jobs.get(deploy).contains("if: github.ref == 'refs/heads/main'"),
                        "another branch than main deploys")
                .unless(yaml.contains("cancel-in-progress: false"), "a deploy that runs may be cut off");
    }

    private static boolean runsTests(String job) {
        return job.contains("ci.yml") || job.contains(".ci/run") || job.contains("mvn") && job.contains("verify");
    }

    /** Each job's text by its name. */
    private static Map<String, String> jobs(String yaml) {
        Map<String, String> jobs = new LinkedHashMap<>();
        String name = "";
        boolean inJobs = false;
        for (String line : yaml.split("\n")) {
            if (line.matches("\\S.*")) {
                inJobs = line.startsWith("jobs:");
            } else if (inJobs && line.matches(" {2}[\\w-]+:\\s*")) {
                name = line.trim().replace(":", "");
                jobs.put(name, "");
            } else if (inJobs && !name.isEmpty()) {
                jobs.merge(name, line + "\n", String::concat);
            }
        }
        return jobs;
    }

    private static String jobWith(Map<String, String> jobs, String words) {
        return jobs.entrySet().stream()
                .filter(job -> job.getValue().contains(words))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    /** The jobs that must have passed before one starts, directly or not. */
    private static Set<String> before(Map<String, String> jobs, String job) {
        Set<String> found = new TreeSet<>();
        Matcher needs = NEEDS.matcher(jobs.getOrDefault(job, ""));
        if (needs.find()) {
            for (String each : needs.group(1).split(",")) {
                found.add(each.trim());
                found.addAll(before(jobs, each.trim()));
            }
        }
        return found;
    }
}
