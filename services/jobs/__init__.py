"""What Celery runs. The rows of due work are the truth; Celery only executes, and may lose or double its messages."""
