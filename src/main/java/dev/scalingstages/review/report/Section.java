package dev.scalingstages.review.report;

import java.util.List;

/**
 * A part of a report.
 *
 * @param title its heading
 * @param introduction a remark about the whole section, or empty
 * @param items what it lists
 */
record Section(String title, String introduction, List<Item> items) {
    Section {
        items = List.copyOf(items);
    }

    /**
     * An entry of a list.
     *
     * @param text the entry
     * @param details remarks about it
     */
    record Item(String text, List<Detail> details) {
        Item {
            details = List.copyOf(details);
        }

        static Item of(String text) {
            return new Item(text, List.of());
        }
    }

    /**
     * A remark about an entry.
     *
     * @param text a sentence
     * @param source the address of the page that says so, or empty
     */
    record Detail(String text, String source) {}

    /** A section without an introduction. */
    static Section of(String title, List<Item> items) {
        return new Section(title, "", items);
    }

    /** Whether it says anything. */
    boolean isEmpty() {
        return introduction.isEmpty() && items.isEmpty();
    }
}
