package dev.scalingstages.review.report;

import dev.scalingstages.review.plan.Finding;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.review.plan.Unknown;
import dev.scalingstages.review.report.Section.Detail;
import dev.scalingstages.review.report.Section.Item;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** The part of a plan that says whether to deploy: the verdict, the losses, the unknowns. */
final class FindingSections {
    private final Plan plan;

    FindingSections(Plan plan) {
        this.plan = plan;
    }

    /** Whether anything is lost, in a sentence. */
    String verdict() {
        long refused = plan.findings().stream()
                .filter(plan::blocks)
                .filter(FindingSections::isRefusal)
                .count();
        long lost = plan.findings().stream().filter(plan::blocks).count() - refused;
        long unknown = plan.unknowns().stream().filter(Unknown::matters).count();
        String moved = plan.findings().stream().anyMatch(plan::isAnswered)
                ? ", provided that the data was moved, as you say"
                : "";
        return switch (plan.verdict()) {
            case NOTHING_CHANGES -> "Nothing changes.";
            case NOTHING_LOST -> "Nothing is lost%s.".formatted(moved);
            case UNKNOWN ->
                "Unknown: no loss was found, but %s could be one: see below."
                        .formatted(Names.count(unknown, "thing") + " that this check does not cover");
            case REFUSED ->
                "Nothing is lost%s, but CloudFormation would refuse the deploy: see below.".formatted(moved);
            case LOST ->
                "Do not deploy this: %s%s below."
                        .formatted(
                                Names.count(lost, "loss"),
                                refused == 0 ? "" : " and " + Names.count(refused, "refusal"));
        };
    }

    /** A remedy shared by several findings is printed below the last of them. */
    private Section findings(String title, Predicate<Finding> which) {
        List<Finding> findings = plan.findings().stream().filter(which).toList();
        return Section.of(
                title,
                IntStream.range(0, findings.size())
                        .mapToObj(index -> new Item(
                                findings.get(index).what(),
                                isLastWithItsRemedy(findings, index)
                                        ? List.of(new Detail(remedy(findings.get(index)), ""))
                                        : List.of()))
                        .toList());
    }

    /** A setting that was forgotten is a likelier cause than a template that somebody changed. */
    private String remedy(Finding finding) {
        return SettingLeftOut.in(plan).stream()
                .filter(setting -> setting.logicalId().equals(finding.logicalId()))
                .map(SettingLeftOut::question)
                .findFirst()
                .orElse(finding.remedy());
    }

    private static boolean isLastWithItsRemedy(List<Finding> findings, int index) {
        return index + 1 == findings.size()
                || !findings.get(index).remedy().equals(findings.get(index + 1).remedy());
    }

    /** The findings that block the deploy. */
    Section lost() {
        return findings("What is lost or refused", plan::blocks);
    }

    /** Data that nobody reads afterwards, and that the operator says was moved. */
    Section moved() {
        return findings("Moved before, as you say, and not read afterwards", plan::isAnswered);
    }

    /** The findings that don't block the deploy. */
    Section worthKnowing() {
        return findings("Worth knowing", finding -> !finding.rule().blocks());
    }

    /** What the check doesn't look at and could be a loss. */
    Section unknown() {
        return unknown("Unknown", true);
    }

    /** What the check doesn't look at, but can't be a loss in this deploy. */
    Section notLookedAt() {
        return unknown("Not checked", false);
    }

    private Section unknown(String title, boolean matters) {
        return Section.of(
                title,
                plan.unknowns().stream()
                        .filter(unknown -> unknown.matters() == matters)
                        .map(unknown -> Item.of(unknown.what()))
                        .toList());
    }

    /** A change back to a default is more often a setting that was forgotten than a decision. */
    Section settingsLeftOut() {
        return Section.of(
                "Settings left out?",
                SettingLeftOut.in(plan).stream()
                        .map(SettingLeftOut::question)
                        .distinct()
                        .map(Item::of)
                        .toList());
    }

    private static boolean isRefusal(Finding finding) {
        return finding.rule() == Finding.Rule.REFUSED;
    }
}
