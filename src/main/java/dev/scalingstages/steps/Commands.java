package dev.scalingstages.steps;

import java.util.List;

/** Commands in Markdown, and those that several guides name. */
final class Commands {
    /** The live stack's name, by default. */
    static final String STACK = "scaling-stages";

    private static final String BLOCK = "```sh\n%s\n```\n";

    private Commands() {}

    /** Lines for a shell. */
    static String block(String commands) {
        return BLOCK.formatted(commands);
    }

    /** Lines for a shell, below an entry of a list. */
    static String indented(String commands) {
        return BLOCK.formatted(commands).strip().replaceAll("(?m)^(?=.)", "   ");
    }

    /** Entries of a numbered list. */
    static String numbered(List<String> steps) {
        StringBuilder text = new StringBuilder();
        for (int index = 0; index < steps.size(); index++) {
            text.append(index + 1).append(". ").append(steps.get(index)).append('\n');
        }
        return text.toString();
    }

    /** Sets the stack policy of a stage. */
    static String guard(int stage) {
        return "./growth policy %d >stack-policy.json\n".formatted(stage)
                + "aws cloudformation set-stack-policy --stack-name %s \\\n".formatted(STACK)
                + "  --stack-policy-body file://stack-policy.json";
    }

    /** Writes down the physical id of each resource. */
    static String physicalIds(String file) {
        return "aws cloudformation list-stack-resources --stack-name %s --output text \\\n".formatted(STACK)
                + "  --query 'StackResourceSummaries[].[LogicalResourceId,PhysicalResourceId]' | sort >" + file;
    }

    /** Tries the system as a user would; the servers of stages 1 and 2 have signed their certificates themselves. */
    static String smoke(int stage, String options) {
        String insecure = stage <= 2 ? " --insecure" : "";
        return """
                url=$(aws cloudformation describe-stacks --stack-name %s --output text \\
                  --query 'Stacks[0].Outputs[?OutputKey==`Url`].OutputValue')
                ./smoke "$url"%s %s""".formatted(STACK, insecure, options).stripTrailing();
    }
}
