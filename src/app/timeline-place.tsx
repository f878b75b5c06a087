/** The timeline in the page. */
export function TimelinePlace() {
  return <div className="timeline-place" />;
}
