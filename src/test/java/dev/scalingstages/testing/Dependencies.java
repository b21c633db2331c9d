package dev.scalingstages.testing;

import dev.scalingstages.testing.CloudTemplate.Resource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;

/** What CloudFormation makes before a resource. */
public final class Dependencies {
    private Dependencies() {}

    /** The logical ids of all resources that exist before one is made, by reference or by DependsOn, at any distance. */
    public static Set<String> of(CloudTemplate template, Resource resource) {
        Set<String> found = new TreeSet<>();
        Deque<Resource> open = new ArrayDeque<>();
        open.add(resource);
        while (!open.isEmpty()) {
            Resource each = open.remove();
            Set<String> next = new TreeSet<>(CloudTemplate.references(each.properties()));
            next.addAll(TemplateText.each(each.json().path("DependsOn")));
            next.removeIf(id -> !template.json().path("Resources").has(id));
            next.removeAll(found);
            found.addAll(next);
            next.forEach(id -> open.add(template.resource(id)));
        }
        return found;
    }
}
